package io.mcpmanager.core.guard;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.CommandCheck;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.DefinitionChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** The servers, as far as somebody may see and change them. */
final class GuardedServers implements Servers {

  private static final int AT_ONCE = 100;
  private static final int MOST_NAMED = 50;

  private final Servers servers;
  private final Undoing undoing;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedServers(Servers servers, Undoing undoing, Authorizer authorizer, ServerRights rights) {
    this.servers = servers;
    this.undoing = undoing;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public Server create(CallContext context, ServerDefinition definition) {
    rights.check(context, Operation.CREATE_SERVER, definition.name());
    return authorizer.recorded(
        context,
        Operation.CREATE_SERVER,
        ServerRights.thing(definition.name()),
        Map.of("kind", definition.launch().kind().text()),
        () -> servers.create(context, definition));
  }

  @Override
  public Optional<Server> find(CallContext context, ServerId id) {
    authorizer.checkSome(context, Operation.READ_SERVERS);
    return servers.find(context, id).filter(server -> mayRead(context, server));
  }

  @Override
  public Optional<Server> findByName(CallContext context, String name) {
    authorizer.checkSome(context, Operation.READ_SERVERS);
    return servers.findByName(context, name).filter(server -> mayRead(context, server));
  }

  @Override
  public Server get(CallContext context, ServerId id) {
    return rights.require(context, Operation.READ_SERVERS, id);
  }

  @Override
  public Page<Server> list(CallContext context, ServerQuery query) {
    authorizer.checkSome(context, Operation.READ_SERVERS);
    if (authorizer.allows(context, Operation.READ_SERVERS)) {
      return servers.list(context, query);
    }
    List<Server> seen = new ArrayList<>();
    Page<Server> page = servers.list(context, query.withPage(1, AT_ONCE));
    long pages = page.pages();
    for (int number = 1; number <= pages; number++) {
      page = number == 1 ? page : servers.list(context, query.withPage(number, AT_ONCE));
      page.items().stream().filter(server -> mayRead(context, server)).forEach(seen::add);
    }
    long from = Math.min(seen.size(), (query.page() - 1L) * query.pageSize());
    long to = Math.min(seen.size(), from + query.pageSize());
    return new Page<>(
        seen.subList((int) from, (int) to), query.page(), query.pageSize(), seen.size());
  }

  @Override
  public Server copy(CallContext context, ServerId id, String newName) {
    rights.check(context, Operation.COPY_SERVER, newName);
    Server original = rights.require(context, Operation.READ_SERVERS, id);
    return authorizer.recorded(
        context,
        Operation.COPY_SERVER,
        ServerRights.thing(newName),
        Map.of("of", original.name()),
        () -> servers.copy(context, id, newName));
  }

  @Override
  public List<Problem> validate(CallContext context, ServerDefinition definition) {
    rights.check(context, Operation.VALIDATE_SERVER, definition.name());
    return servers.validate(context, definition);
  }

  @Override
  public List<Problem> validate(CallContext context, ServerId id, ServerDefinition definition) {
    Server server = rights.require(context, Operation.VALIDATE_SERVER, id);
    if (!definition.name().equals(server.name())) {
      rights.check(context, Operation.VALIDATE_SERVER, definition.name());
    }
    return servers.validate(context, id, definition);
  }

  @Override
  public CommandResult execute(CallContext context, ServerId id, ServerCommand command)
      throws InterruptedException {
    Operation operation = Operation.of(command);
    Server server = rights.require(context, operation, id);
    Map<String, String> details = Map.of();
    if (command instanceof ServerCommand.Reconfigure change) {
      if (!change.definition().name().equals(server.name())) {
        rights.check(context, operation, change.definition().name());
      }
      details = DefinitionChanges.between(server.definition(), change.definition());
    }
    return executed(
        context, operation, server.name(), details, () -> servers.execute(context, id, command));
  }

  @Override
  public CommandCheck check(CallContext context, ServerId id, ServerCommand command) {
    Server ignored = rights.require(context, Operation.READ_SERVERS, id);
    return servers.check(context, id, command);
  }

  @Override
  public CommandResult undo(CallContext context, String correlationId) throws InterruptedException {
    if (!authorizer.allowsSome(context, Operation.RECONFIGURE_SERVER)) {
      authorizer.checkSome(context, Operation.UNDO_COMMAND);
    }
    var details = new HashMap<String, String>(Map.of("undone", correlationId));
    var name = new String[] {""};
    BiConsumer<ServerId, ServerCommand> check = (id, inverse) -> {
      name[0] = rights.require(context, Operation.of(inverse), id).name();
      details.put("command", inverse.text());
    };
    CommandResult result;
    try {
      result = undoing.undo(context, correlationId, check);
    } catch (InterruptedException | RuntimeException e) {
      if (details.containsKey("command")) {
        authorizer.failed(
            context, Operation.UNDO_COMMAND.text(), ServerRights.thing(name[0]), details, e);
      }
      throw e;
    }
    record(context, Operation.UNDO_COMMAND, name[0], details, result);
    return result;
  }

  @Override
  public ImportReport importJson(CallContext context, String json) {
    authorizer.check(context, Operation.IMPORT_SERVERS);
    authorizer.check(context, Operation.START_SERVER);
    var details = new HashMap<String, String>();
    return authorizer.recorded(context, Operation.IMPORT_SERVERS, "", details, () -> {
      ImportReport report = servers.importJson(context, json);
      details.put("created", String.valueOf(report.created().size()));
      details.put(
          "servers",
          report.created().stream()
              .map(Server::name)
              .limit(MOST_NAMED)
              .collect(Collectors.joining(",")));
      return report;
    });
  }

  @Override
  public String exportJson(CallContext context) {
    return authorizer.perform(
        context, Operation.EXPORT_SERVERS, "", () -> servers.exportJson(context));
  }

  private boolean mayRead(CallContext context, Server server) {
    return authorizer.allows(context, Operation.READ_SERVERS, server.name());
  }

  private CommandResult executed(
      CallContext context,
      Operation operation,
      String name,
      Map<String, String> details,
      Authorizer.Work<CommandResult, InterruptedException> work)
      throws InterruptedException {
    CommandResult result;
    try {
      result = work.run();
    } catch (InterruptedException | RuntimeException e) {
      authorizer.failed(context, operation.text(), ServerRights.thing(name), details, e);
      throw e;
    }
    record(context, operation, name, details, result);
    return result;
  }

  private void record(
      CallContext context,
      Operation operation,
      String name,
      Map<String, String> details,
      CommandResult result) {
    var all = new HashMap<>(details);
    result.errorCode().ifPresent(code -> all.put("error", code.name()));
    authorizer.record(
        context,
        operation,
        ServerRights.thing(name),
        result.success() ? AuditResult.DONE : AuditResult.FAILED,
        all);
  }
}
