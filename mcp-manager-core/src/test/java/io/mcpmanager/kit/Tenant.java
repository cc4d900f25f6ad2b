package io.mcpmanager.kit;

import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The administrator of a tenant, who does and sees things. What is seen is text without times and random ids. */
final class Tenant {

  /** The tenants there are. */
  enum Name {
    RED,
    BLUE
  }

  /** What can be done: with what is one's own, and with what is the other's. */
  enum Deed {
    CREATE,
    IMPORT,
    START,
    STOP,
    DISABLE,
    ENABLE,
    RECONFIGURE,
    RENAME,
    COPY,
    DELETE,
    UNDO,
    BULK,
    BULK_UNDO,
    LIST_TOOLS,
    CALL,
    OPEN_SESSION,
    GET_OTHERS,
    CHANGE_OTHERS,
    READ_OTHERS,
    BULK_OTHERS,
    TOUCH_OTHERS_RUN,
    USE_OTHERS_SESSION,
    ADMINISTER_HOST,
    PUT_SECRET,
    DELETE_SECRET,
    REFER_TO_SECRET,
    REPLACE_POLICY,
    APPROVE_OTHERS_PINS,
    PUT_ROLE,
    CREATE_USER,
    TOUCH_OTHERS_USER,
    REVOKE_OTHERS_KEY
  }

  private static final ServerId NONE = ServerId.of("0".repeat(26));

  /** Told on other threads, at any time. */
  private static final Set<EventType> WHENEVER =
      EnumSet.of(EventType.CATALOG_CHANGED, EventType.BULK_PROGRESSED, EventType.BULK_FINISHED);

  private final McpManager manager;
  private final Name name;
  private final List<ServerId> servers = new ArrayList<>();
  private static final Set<ServerState> COMING =
      EnumSet.of(ServerState.STARTING, ServerState.STOPPING, ServerState.ERROR);

  private final List<String> runs = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();
  private final List<String> users = new ArrayList<>();

  Tenant(McpManager manager, Name name) {
    this.manager = manager;
    this.name = name;
  }

  /** Does something; what came of it. */
  String perform(Deed deed, int which, Tenant other) throws InterruptedException {
    try {
      return plain(result(deed, which, other));
    } catch (McpManagerException e) {
      return e.code() + " " + plain(String.valueOf(e.getMessage()));
    }
  }

  private String result(Deed deed, int which, Tenant other) throws InterruptedException {
    String server = "s" + which;
    return switch (deed) {
      case CREATE -> created(manager.servers().create(context(), definition(server)));
      case IMPORT ->
        manager
            .servers()
            .importJson(context(), "{\"mcpServers\":{\"" + server + "\":{\"command\":\"echo\"}}}")
            .created()
            .stream()
            .map(this::started)
            .toList()
            .toString();
      case START -> executed(server, new ServerCommand.Start());
      case STOP -> executed(server, new ServerCommand.Stop());
      case DISABLE -> executed(server, new ServerCommand.Disable());
      case ENABLE -> executed(server, new ServerCommand.Enable());
      case DELETE -> executed(server, new ServerCommand.Delete());
      case RECONFIGURE -> reconfigured(server, definition(server).withEnabled(true), name.name());
      case RENAME -> reconfigured(server, definition("s" + (1 - which)), "renamed");
      case COPY -> created(manager.servers().copy(context(), own(server), "s" + (1 - which)));
      case UNDO -> shown(manager.servers().undo(context(), "request"));
      case BULK -> bulk(BulkRequest.of(BulkCommand.values()[which], List.of("s0", "s1")));
      case BULK_UNDO ->
        runs.isEmpty() ? "none" : ended(manager.bulk().undo(context(), runs.getLast()));
      case LIST_TOOLS -> tools();
      case CALL -> called(server);
      case OPEN_SESSION -> opened(Scope.server(server));
      case GET_OTHERS -> found(other.latest(other.servers, NONE));
      case CHANGE_OTHERS ->
        shown(manager
            .servers()
            .execute(context(), other.latest(other.servers, NONE), new ServerCommand.Delete()));
      case READ_OTHERS -> read(other.latest(other.servers, NONE), which);
      case BULK_OTHERS ->
        bulk(BulkRequest.of(
            BulkCommand.DELETE, List.of(other.latest(other.servers, NONE).value())));
      case TOUCH_OTHERS_RUN -> {
        String run = other.latest(other.runs, "none");
        yield ended(
            which == 0
                ? manager.bulk().cancel(context(), run)
                : manager.bulk().undo(context(), run));
      }
      case USE_OTHERS_SESSION ->
        manager
            .gateway()
            .session(context(), other.latest(other.sessions, "none"))
            .map(McpSession::scope)
            .toString();
      case ADMINISTER_HOST ->
        which == 0
            ? manager.diagnostics().examine(context()).toString()
            : manager.backups().list(context(), 10).toString();
      case PUT_SECRET,
          DELETE_SECRET,
          REFER_TO_SECRET,
          REPLACE_POLICY,
          APPROVE_OTHERS_PINS,
          PUT_ROLE,
          CREATE_USER,
          TOUCH_OTHERS_USER,
          REVOKE_OTHERS_KEY -> guarded(deed, which, other);
    };
  }

  /** What is done with secrets, rules and people. */
  private String guarded(Deed deed, int which, Tenant other) throws InterruptedException {
    String key = "key" + which;
    return switch (deed) {
      case PUT_SECRET ->
        "revision "
            + manager
                .secrets()
                .put(context(), key, SecretValue.of("the secret of " + name), name.name())
                .revision();
      case DELETE_SECRET -> {
        manager.secrets().delete(context(), key, which == 1);
        yield "deleted";
      }
      case REFER_TO_SECRET ->
        reconfigured(
            "s0",
            definition("s0")
                .withLaunch(ProcessLaunch.of("echo")
                    .withEnvironment(Map.of("KEY", "${secret:" + key + "}"))),
            "refers");
      case REPLACE_POLICY -> {
        ToolPolicy present = manager.policies().get(context());
        yield manager
            .policies()
            .replace(context(), present.withOtherwise(Effect.values()[which]))
            .otherwise()
            .toString();
      }
      case APPROVE_OTHERS_PINS ->
        manager
            .pins()
            .approve(context(), other.latest(other.servers, NONE), Map.of("echo", "sha256:0"))
            .toString();
      case PUT_ROLE ->
        manager
            .access()
            .putRole(
                context(),
                "role" + which,
                name.name(),
                Set.of(Permission.of(Area.SERVERS, Action.READ)))
            .description();
      case CREATE_USER -> {
        User user = manager
            .access()
            .createUser(
                context(),
                new Access.NewUser(
                    "ada" + which + "@" + context().tenant(), "", "", Set.of("viewer"), true));
        users.add(user.id());
        yield user.name();
      }
      case TOUCH_OTHERS_USER -> {
        String user = other.latest(other.users, NONE.value());
        if (which == 0) {
          yield manager.access().user(context(), user).toString();
        }
        manager.access().deleteUser(context(), user);
        yield "deleted";
      }
      default -> {
        manager.access().revokeKey(context(), other.latest(other.users, NONE.value()));
        yield "revoked";
      }
    };
  }

  /** Everything that can be seen in the end. */
  List<String> everythingSeen() {
    var seen = new ArrayList<String>();
    List<Server> all = manager.servers().list(context(), ServerQuery.ALL).items();
    for (Server server : all) {
      seen.add(server.name() + " " + server.state() + " " + server.desired() + " "
          + server.revision() + " " + server.definition());
      manager
          .logs()
          .after(context(), server.id(), LogFilter.ALL, 0, 1000)
          .forEach(line -> seen.add("log " + line.text()));
    }
    seen.add(manager.servers().exportJson(context()));
    seen.add(manager.health().overview(context()).toString());
    manager.bulk().list(context()).forEach(run -> seen.add(shown(run)));
    for (CallRecord call : manager.calls().latest(context(), null, 5_000)) {
      seen.add("call " + call.server() + " " + call.target() + " " + call.outcome());
    }
    manager
        .secrets()
        .list(context())
        .forEach(secret -> seen.add("secret " + secret.name() + " " + secret.description() + " "
            + secret.revision() + " " + secret.uses().size()));
    seen.add(manager.policies().get(context()).toString());
    manager
        .pins()
        .list(context(), null, null)
        .forEach(pin -> seen.add("pin " + pin.server() + " " + pin.tool() + " " + pin.state()));
    manager.access().roles(context()).forEach(role -> seen.add("role " + role.name()));
    manager.access().users(context(), "", 100).forEach(user -> seen.add("user " + user.name()));
    seen.add("keys " + manager.access().keys(context(), "", 100).size());
    manager.audit().after(context(), AuditFilter.ALL, 0, 1000).entries().stream()
        .map(entry -> "audit " + entry.tenant() + " "
            + entry.actor().id() + " " + entry.action() + " " + entry.target() + " "
            + entry.result())
        .sorted()
        .forEach(seen::add);
    seen.add("audit whole " + manager.audit().verify(context()).intact());
    manager.gateway().clients(context()).forEach(client -> seen.add("client " + client.scope()));
    manager.events().after(context(), EventFilter.ALL, 0, 1000).events().stream()
        .filter(event -> !WHENEVER.contains(event.type()))
        // what happens to several servers at once may come in any order
        .sorted(Comparator.comparing(event -> String.valueOf(event.serverName())))
        .map(Tenant::shown)
        .forEach(seen::add);
    return seen.stream().map(Tenant::plain).toList();
  }

  private CallContext context() {
    return new CallContext(
        new Principal("user:" + name, Principal.Kind.USER),
        "tenant-" + name,
        "request",
        Grants.ALL,
        "");
  }

  private static ServerDefinition definition(String server) {
    return ServerDefinition.of(server, ProcessLaunch.of("echo"));
  }

  private ServerId own(String server) {
    return manager.servers().findByName(context(), server).map(Server::id).orElse(NONE);
  }

  private String created(Server server) {
    servers.add(server.id());
    return server.name();
  }

  private String started(Server server) {
    servers.add(server.id());
    settled(server.id());
    return server.name();
  }

  private String executed(String server, ServerCommand command) throws InterruptedException {
    ServerId id = own(server);
    CommandResult result = manager.servers().execute(context(), id, command);
    settled(id);
    return shown(result);
  }

  private String reconfigured(String server, ServerDefinition definition, String description)
      throws InterruptedException {
    Server present = manager.servers().get(context(), own(server));
    return executed(
        server,
        new ServerCommand.Reconfigure(definition.withDescription(description), present.revision()));
  }

  /** Waits until a server is neither coming up nor going down. */
  private void settled(ServerId id) {
    await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(() -> manager
        .servers()
        .find(context(), id)
        .filter(server ->
            server.state() == ServerState.STARTING || server.state() == ServerState.STOPPING)
        .isEmpty());
  }

  private String bulk(BulkRequest request) throws InterruptedException {
    BulkRun run = manager.bulk().begin(context(), request);
    runs.add(run.id());
    return ended(run);
  }

  private String ended(BulkRun run) throws InterruptedException {
    BulkRun over = manager.bulk().await(context(), run.id(), Duration.ofSeconds(10));
    over.items().stream().map(BulkItem::server).forEach(id -> {
      if (id != null) {
        settled(id);
      }
    });
    return shown(over);
  }

  private String tools() throws InterruptedException {
    try (GatewayClient client = manager.gateway().connect(context(), Scope.all(), "tester")) {
      return client.tools().stream().map(Tool::name).toList().toString();
    }
  }

  /** A call waits for a server that is about to run; by a clock that stands still it would for ever. */
  private String called(String server) throws InterruptedException {
    Optional<ServerState> state =
        manager.servers().findByName(context(), server).map(Server::state);
    if (state.filter(COMING::contains).isPresent()) {
      return "coming";
    }
    String tool = server + "__echo";
    try (GatewayClient client = manager.gateway().connect(context(), Scope.all(), "tester")) {
      return client.call(tool, "{}").text();
    }
  }

  private String opened(Scope scope) {
    McpSession session = manager.gateway().open(context(), scope);
    sessions.add(session.id());
    return session.scope().text();
  }

  private String found(ServerId id) {
    Optional<Server> found = manager.servers().find(context(), id);
    return found.isPresent() + " " + manager.servers().get(context(), id);
  }

  private String read(ServerId id, int which) {
    return switch (which) {
      case 0 -> manager.logs().after(context(), id, LogFilter.ALL, 0, 10).toString();
      default ->
        manager.events().after(context(), EventFilter.ofServer(id), 0, 10).toString()
            + manager.calls().latest(context(), id, 10)
            + manager.health().history(context(), id, HealthRange.values()[0])
            + manager.gateway().catalog(context(), id);
    };
  }

  private <T> T latest(List<T> known, T otherwise) {
    return known.isEmpty() ? otherwise : known.getLast();
  }

  private static String shown(CommandResult result) {
    return result.serverName() + " " + result.command() + " " + result.success() + " "
        + result.message() + " " + result.undoable();
  }

  private static String shown(BulkRun run) {
    return run.command() + " " + run.state() + " " + run.undoable() + " "
        + run.items().stream()
            .map(item -> item.name() + " " + item.state() + " " + item.message())
            .toList();
  }

  private static String shown(Event event) {
    return Stream.of(
            event.type(),
            event.tenant(),
            event.serverName(),
            event.actor(),
            event.correlationId(),
            event.data().message())
        .toList()
        .toString();
  }

  /** Without what is different each time. */
  private static String plain(String text) {
    return text.replaceAll("[0-9a-z]{26}|[0-9A-Za-z_-]{32,}", "#")
        .replaceAll("\\d+ ?ms|[0-9.]+ ?s\\b|PT[0-9.]+S", "T");
  }
}
