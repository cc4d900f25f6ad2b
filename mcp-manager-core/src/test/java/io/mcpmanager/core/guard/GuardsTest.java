package io.mcpmanager.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.bulk.BulkSelection;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ScriptedRuntime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class GuardsTest {

  private static final CallContext SYSTEM = CallContext.system("setup");

  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> details = new CopyOnWriteArrayList<>();
  private final Authorizer authorizer = new Authorizer((context, action, thing, result, said) -> {
    trail.add((action + " " + thing + " " + result).replace("  ", " "));
    details.add(said);
  });
  private final McpManager manager =
      McpManager.builder().runtime(new ScriptedRuntime()).build().start();
  private final Guards guards = new Guards(authorizer, manager.servers());
  private final Servers servers = guards.servers(manager.servers(), (context, id, check) -> {
    check.accept(files().id(), new ServerCommand.Disable());
    return manager.servers().undo(context, id);
  });

  @BeforeEach
  void create() {
    for (String name : new String[] {"files", "search", "vault"}) {
      Server ignored =
          manager.servers().create(SYSTEM, ServerDefinition.of(name, ProcessLaunch.of("cat")));
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givenGrantOfSomeServers_whenListed_thenTheOthersDoNotExist() {
    CallContext ada = ada("servers:read:files", "servers:read:sea*");

    Page<Server> all = servers.list(ada, ServerQuery.ALL);
    Page<Server> second = servers.list(ada, ServerQuery.ALL.withPage(2, 1));

    assertThat(all.items()).extracting(Server::name).containsExactly("files", "search");
    assertThat(all.total()).isEqualTo(2);
    assertThat(second.items()).extracting(Server::name).containsExactly("search");
    assertThat(servers.findByName(ada, "vault")).isEmpty();
    assertThat(servers.find(ada, vault().id())).isEmpty();
    assertThatExceptionOfType(ServerNotFoundException.class)
        .isThrownBy(() -> servers.get(ada, vault().id()));
    assertThat(servers.get(ada, files().id()).name()).isEqualTo("files");
  }

  @Test
  void givenServerThatMayBeSeenOnly_whenItIsToRun_thenThatIsDeniedAndAudited() {
    CallContext ada = ada("servers:read", "servers:execute:search");

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.execute(ada, files().id(), new ServerCommand.Start()))
        .withMessageContaining("servers:execute:files")
        .satisfies(e -> assertThat(e.scope()).isEqualTo("servers:execute:files"));
    assertThat(trail).containsExactly("servers.start server:files DENIED");
  }

  @Test
  void givenServerThatMayNotBeSeen_whenItIsToRun_thenItIsNotThere() {
    CallContext ada = ada("servers:read:files", "servers:execute:files");

    assertThatExceptionOfType(ServerNotFoundException.class)
        .isThrownBy(() -> servers.execute(ada, vault().id(), new ServerCommand.Stop()));
    assertThatExceptionOfType(ServerNotFoundException.class)
        .isThrownBy(() -> servers.execute(ada, ServerId.of("unknown"), new ServerCommand.Stop()));
  }

  @Test
  void givenChanges_whenDone_thenTheyAreAuditedWithBeforeAndAfterAndWithoutSecrets()
      throws Exception {
    CallContext ada = ada("servers:read", "servers:write");
    Server created = servers.create(
        ada,
        ServerDefinition.of(
            "mail", ProcessLaunch.of("cat").withEnvironment(Map.of("TOKEN", "first-secret"))));
    var after = created
        .definition()
        .withDescription("posts")
        .withLaunch(ProcessLaunch.of("cat").withEnvironment(Map.of("TOKEN", "second-secret")));

    var ignored = servers.execute(ada, created.id(), new ServerCommand.Reconfigure(after, 1));

    assertThat(trail)
        .containsExactly("servers.create server:mail DONE", "servers.reconfigure server:mail DONE");
    assertThat(details.getLast())
        .containsEntry("changed", "description,launch")
        .hasEntrySatisfying("after", text -> assertThat(text).contains("posts", "***"));
    assertThat(details.toString()).doesNotContain("first-secret", "second-secret");
  }

  @Test
  void givenServerThatMayNotBeChanged_whenADefinitionForItIsValidated_thenItIsDenied() {
    CallContext ada = ada("servers:read", "servers:write:files");

    assertThat(servers.validate(ada, files().id(), files().definition())).isNotNull();
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.validate(ada, vault().id(), vault().definition()));
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(
            () -> servers.validate(ada, files().id(), files().definition().withName("vault2")));
  }

  @Test
  void givenRenaming_whenTheNewNameIsNotGranted_thenItIsDenied() {
    CallContext ada = ada("servers:write:files");
    var renamed = files().definition().withName("vault2");

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(
            () -> servers.execute(ada, files().id(), new ServerCommand.Reconfigure(renamed, 1)));
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.create(ada, renamed));
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.copy(ada, files().id(), "vault2"));
  }

  @Test
  void givenChangeThatFails_whenTried_thenItIsAuditedWithItsCode() {
    CallContext ada = ada("servers:read", "servers:write");
    var change = new ServerCommand.Reconfigure(files().definition(), 7);

    assertThatExceptionOfType(StaleRevisionException.class)
        .isThrownBy(() -> servers.execute(ada, files().id(), change));
    assertThat(trail).containsExactly("servers.reconfigure server:files FAILED");
    assertThat(details.getLast()).containsEntry("error", "STALE_REVISION");
  }

  @Test
  void givenUndo_whenWhatTakesItBackMayNotBeDone_thenItIsDenied() throws Exception {
    var done = manager.servers().execute(SYSTEM, files().id(), new ServerCommand.Disable());

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.undo(ada("servers:read", "servers:execute"), "setup"));
    assertThat(done.success()).isTrue();
    assertThat(servers.undo(ada("servers:read", "servers:write"), "setup").success())
        .isTrue();
    assertThat(trail)
        .containsExactly("servers.disable server:files DENIED", "servers.undo server:files DONE");
  }

  @Test
  void givenImport_whenServersMayNotBeStarted_thenItIsDenied() {
    String document = "{\"mcpServers\":{\"new\":{\"command\":\"cat\"}}}";

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.importJson(ada("servers:write"), document))
        .satisfies(e -> assertThat(e.scope()).isEqualTo("servers:execute"));
    assertThat(servers
            .importJson(ada("servers:write", "servers:execute"), document)
            .created())
        .hasSize(1);
    assertThat(details.getLast()).containsEntry("servers", "new").containsEntry("created", "1");
  }

  @Test
  void givenExport_whenDone_thenItIsAudited() {
    assertThat(servers.exportJson(ada("servers:export"))).contains("files");
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> servers.exportJson(ada("servers:read")));
    assertThat(trail).containsExactly("servers.export DONE", "servers.export DENIED");
  }

  @Test
  void givenGrantOfOneServer_whenEventsAreRead_thenOnlyItsAreThere() {
    CallContext ada = ada("events:read:files");
    var events = guards.events(manager.events());
    var heard = new CopyOnWriteArrayList<Event>();

    try (Subscription ignored = events.subscribe(ada, EventFilter.ALL, heard::add)) {
      for (String name : new String[] {"search2", "files2"}) {
        Server other =
            manager.servers().create(SYSTEM, ServerDefinition.of(name, ProcessLaunch.of("cat")));
        assertThat(other.name()).isEqualTo(name);
      }
      var done = runQuietly(files().id());
      assertThat(done).isNotEmpty();
      Awaitility.await().until(() -> !heard.isEmpty());
    }

    assertThat(events.after(ada, EventFilter.ALL, 0, 100).events())
        .isNotEmpty()
        .allMatch(event -> "files".equals(event.serverName()));
    assertThat(events.before(ada, EventFilter.ALL, Long.MAX_VALUE, 100).events())
        .isNotEmpty()
        .allMatch(event -> "files".equals(event.serverName()));
    assertThat(heard).allMatch(event -> "files".equals(event.serverName()));
  }

  @Test
  void givenGrantOfOneServer_whenLogsAndHealthAreRead_thenThoseOfOthersDoNotExist() {
    CallContext ada = ada("servers:read:files");
    var logs = guards.logs(manager.logs());
    var health = guards.health(manager.health());

    assertThat(logs.before(ada, files().id(), LogFilter.ALL, Long.MAX_VALUE, 10))
        .isNotNull();
    assertThat(health.current(ada, files().id())).isNotNull();
    assertThatExceptionOfType(ServerNotFoundException.class)
        .isThrownBy(() -> logs.after(ada, vault().id(), LogFilter.ALL, 0, 10));
    assertThatExceptionOfType(ServerNotFoundException.class)
        .isThrownBy(() -> health.current(ada, vault().id()));
    assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> health.overview(ada));
  }

  @Test
  void givenGrantOfOneServer_whenManyAreCommanded_thenTheOthersAreNotFound() throws Exception {
    CallContext ada = ada("servers:read:files", "servers:write:files");
    BulkRuns bulk = manager.bulk();

    BulkRun listed =
        bulk.begin(ada, BulkRequest.of(BulkCommand.DISABLE, List.of("files", "vault")));
    BulkRun all =
        bulk.begin(ada, BulkRequest.of(BulkCommand.ENABLE, new BulkSelection.Everything()));

    assertThat(bulk.await(ada, listed.id(), Duration.ofSeconds(10)).items())
        .extracting(BulkItem::error)
        .containsExactly(null, ErrorCode.SERVER_NOT_FOUND);
    assertThat(all.items()).extracting(BulkItem::name).containsExactly("files");
    assertThat(manager.servers().get(SYSTEM, vault().id()).definition().enabled())
        .isTrue();
  }

  @Test
  void givenRunOfSomebodyElse_whenOnlySomeServersMayBeSeen_thenItDoesNotExist() {
    BulkRun run =
        manager.bulk().begin(SYSTEM, BulkRequest.of(BulkCommand.DISABLE, List.of("vault")));
    CallContext ada = ada("servers:read:files", "servers:execute:files");
    BulkRuns bulk = guards.bulk(manager.bulk());

    assertThat(bulk.list(ada)).isEmpty();
    assertThat(bulk.find(ada, run.id())).isEmpty();
    assertThatThrownBy(() -> bulk.cancel(ada, run.id()))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.BULK_RUN_NOT_FOUND));
  }

  @Test
  void givenTrailThatCannotBeWritten_whenDenied_thenItIsDeniedAllTheSame() {
    var deaf = new Authorizer((context, action, thing, result, said) -> {
      throw new StoreException("the disk is full", null);
    });

    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> deaf.check(ada("servers:read"), Operation.CREATE_SERVER));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            deaf.perform(ada("servers:write"), Operation.CREATE_SERVER, "server:x", () -> "done"));
  }

  @Test
  void givenTaskOfTheHost_whenAsked_thenOnlyAdministratorsOfTheDefaultTenantMay() {
    var tasks = guards.hostTasks();
    CallContext elsewhere = new CallContext(
        new Principal("user:eve", Principal.Kind.USER), "other", "r", Grants.ALL, "");

    assertThat(tasks.<String>perform(
            SYSTEM, "loglevels.change", Map.of("level", "debug"), () -> "changed"))
        .isEqualTo("changed");
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> tasks.check(elsewhere, "metrics.read"))
        .withMessageContaining("tenant default");
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> tasks.check(ada("servers:read"), "metrics.read"));
    assertThat(trail)
        .containsExactly("loglevels.change DONE", "metrics.read DENIED", "metrics.read DENIED");
  }

  private String runQuietly(ServerId id) {
    try {
      return manager.servers().execute(SYSTEM, id, new ServerCommand.Disable()).message();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Server files() {
    return manager.servers().findByName(SYSTEM, "files").orElseThrow();
  }

  private Server vault() {
    return manager.servers().findByName(SYSTEM, "vault").orElseThrow();
  }

  private static CallContext ada(String... scopes) {
    return new CallContext(new Principal("user:ada", Principal.Kind.USER), "default", "ada")
        .withGrants(Grants.of(Arrays.stream(scopes)
            .map(scope -> Permission.parse(scope).orElseThrow())
            .toList()));
  }
}
