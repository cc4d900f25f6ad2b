package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.IllegalTransitionException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData.StateChanged;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of servers that are real processes. */
final class LifecycleIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final CallContext ME = CallContext.system("test");
  private static final RestartPolicy QUICK = RestartPolicy.DEFAULT
      .withMaxRestarts(2)
      .withDelays(Duration.ofMillis(10), Duration.ofMillis(20));

  private final McpManager manager = McpManager.builder().build().start();

  @AfterEach
  void nothingIsLeftBehind() {
    manager.close();
    await().atMost(LONG).untilAsserted(() -> assertThat(
            ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .isEmpty());
  }

  @Test
  void givenRealProcess_whenItGoesThroughItsLife_thenAllSixStatesAreSeen() throws Exception {
    ServerId id = create(demo("demo"));

    assertThat(execute(id, new ServerCommand.Start())).isEqualTo(ServerState.RUNNING);
    assertThat(execute(id, new ServerCommand.Stop())).isEqualTo(ServerState.STOPPED);
    assertThat(execute(id, new ServerCommand.Start())).isEqualTo(ServerState.RUNNING);
    assertThat(execute(id, new ServerCommand.EnterMaintenance()))
        .isEqualTo(ServerState.MAINTENANCE);
    assertThat(execute(id, new ServerCommand.LeaveMaintenance())).isEqualTo(ServerState.STOPPED);
    Server now = manager.servers().get(ME, id);
    manager
        .servers()
        .execute(
            ME,
            id,
            new ServerCommand.Reconfigure(
                now.definition()
                    .withLaunch(ProcessLaunch.of("sh", "-c", "exit 3"))
                    .withSettings(ServerSettings.DEFAULT.withRestart(RestartPolicy.NEVER)),
                now.revision()));
    assertThat(execute(id, new ServerCommand.Start())).isEqualTo(ServerState.ERROR);

    Set<ServerState> seen = EnumSet.of(ServerState.STOPPED);
    statesOf(id).forEach(change -> seen.add(change.to()));
    assertThat(seen).containsExactlyInAnyOrder(ServerState.values());
  }

  @Test
  void givenServerThatCrashesAtOnce_whenRestartedTooOften_thenItStaysInErrorAndSaysWhy()
      throws Exception {
    ServerId id = create(ServerDefinition.of(
            "crasher", ProcessLaunch.of("sh", "-c", "echo 'cannot open database' >&2; exit 7"))
        .withSettings(ServerSettings.DEFAULT.withRestart(QUICK)));

    assertThat(manager.servers().execute(ME, id, new ServerCommand.Start()).success())
        .isFalse();

    await().atMost(LONG).untilAsserted(() -> assertThat(
            manager.servers().get(ME, id).status())
        .isInstanceOfSatisfying(ServerStatus.InError.class, error -> {
          assertThat(error.failure().code()).isEqualTo(ErrorCode.CRASH_LOOP);
          assertThat(error.retryAt()).isEmpty();
          assertThat(error.failure().exit()).hasValue(7);
          assertThat(error.failure().lastErrorLines()).contains("cannot open database");
        }));
  }

  @Test
  void givenRunningServer_whenItsProcessIsKilled_thenItRunsAgainAndAnswers() throws Exception {
    ServerId id = create(demo("demo").withSettings(ServerSettings.DEFAULT.withRestart(QUICK)));
    execute(id, new ServerCommand.Start());
    long first =
        manager.servers().get(ME, id).liveInstance().orElseThrow().process().orElseThrow();

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await().atMost(LONG).untilAsserted(() -> {
      Server server = manager.servers().get(ME, id);
      assertThat(server.state()).isEqualTo(ServerState.RUNNING);
      assertThat(server.liveInstance().orElseThrow().generation()).isEqualTo(2);
    });
    try (var client = manager.gateway().connect()) {
      assertThat(client.call("demo__add", "{\"a\": 2, \"b\": 3}").text()).contains("5");
    }
  }

  @Test
  void givenToolThatEndsItsServer_whenCalled_thenTheCallFailsInTimeAndTheServerComesBack()
      throws Exception {
    ServerId id = create(demo("demo").withSettings(ServerSettings.DEFAULT.withRestart(QUICK)));
    execute(id, new ServerCommand.Start());

    try (var client = manager.gateway().connect()) {
      assertThatThrownBy(() -> client.call("demo__crash", "{\"exit_code\": 9}"))
          .isInstanceOfSatisfying(McpManagerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
            assertThat(e).hasMessageContaining("demo").hasMessageContaining("status 9");
          });
      await()
          .atMost(LONG)
          .until(() -> manager.servers().get(ME, id).state() == ServerState.RUNNING
              && manager.servers().get(ME, id).liveInstance().orElseThrow().generation() == 2);
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(() -> client.call("demo__echo", "{\"text\": \"back\"}").text().equals("back"));
    }
  }

  @Test
  void
      givenRunningServer_whenItShouldLeaveMaintenance_thenItIsRefusedWithTheStatesThatCanBeReached()
          throws Exception {
    ServerId id = create(demo("demo"));
    execute(id, new ServerCommand.Start());

    assertThatThrownBy(() -> execute(id, new ServerCommand.LeaveMaintenance()))
        .isInstanceOfSatisfying(IllegalTransitionException.class, e -> {
          assertThat(e.state()).isEqualTo(ServerState.RUNNING);
          assertThat(e.allowed())
              .containsExactlyInAnyOrder(
                  ServerState.STOPPING, ServerState.ERROR, ServerState.MAINTENANCE);
        });
    assertThat(manager.servers().get(ME, id).state()).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenRunningServer_whenDeleted_thenItsProcessEndsAndItIsGone() throws Exception {
    ServerId id = create(demo("demo"));
    execute(id, new ServerCommand.Start());
    long process =
        manager.servers().get(ME, id).liveInstance().orElseThrow().process().orElseThrow();

    manager.servers().execute(ME, id, new ServerCommand.Delete());

    assertThat(manager.servers().find(ME, id)).isEmpty();
    assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private ServerId create(ServerDefinition definition) {
    return manager.servers().create(ME, definition).id();
  }

  private ServerState execute(ServerId id, ServerCommand command) throws InterruptedException {
    manager.servers().execute(ME, id, command);
    return manager.servers().get(ME, id).state();
  }

  private List<StateChanged> statesOf(ServerId id) {
    var filter = new EventFilter(
        Set.of(EventType.STATE_CHANGED),
        Set.of(),
        Set.of(id),
        EventFilter.ALL.minSeverity(),
        null,
        null,
        "");
    return manager.events().after(ME, filter, 0, 1000).events().stream()
        .map(event -> (StateChanged) event.data())
        .toList();
  }

  static ServerDefinition demo(String name) {
    return ServerDefinition.of(name, ProcessLaunch.of(DemoCommand.java(), DemoCommand.arguments()));
  }

  /** How the demo server is started from the class path of the tests. */
  static final class DemoCommand {

    static String java() {
      return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String[] arguments() {
      return new String[] {
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.mcpmanager.examples.demo.DemoServer"
      };
    }

    private DemoCommand() {}
  }
}
