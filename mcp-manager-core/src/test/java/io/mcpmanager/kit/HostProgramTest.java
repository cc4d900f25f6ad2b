package io.mcpmanager.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedRuntime;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@LeakFree
final class HostProgramTest {

  private static final CallContext ME = CallContext.system("test");

  @Test
  void givenAServerThatCannotStart_whenStarted_thenTheHostLearnsWhy() throws Exception {
    var runtime = new ScriptedRuntime().on("files", LaunchStep.fails("no such program"));

    try (var manager = McpManager.builder().runtime(runtime).build().start()) {
      var files = ServerDefinition.of("files", ProcessLaunch.of("files-server"));
      var id = manager.servers().create(ME, files).id();
      CommandResult result = manager.servers().execute(ME, id, new ServerCommand.Start());

      assertThat(result.success()).isFalse();
      assertThat(result.message()).contains("no such program");
    }
  }

  @Test
  void givenAServerInError_whenItsPauseIsOver_thenItIsStartedAgain() {
    var clock = new ManualClock();
    var runtime = new ScriptedRuntime().on("files", LaunchStep.fails("not yet"));

    try (var manager = McpManager.builder()
        .runtime(runtime)
        .clock(clock)
        .ids(new SequentialIds())
        .random(() -> 0L)
        .build()
        .start()) {
      var servers = manager.servers();
      servers.importJson(ME, "{\"mcpServers\": {\"files\": {\"command\": \"files-server\"}}}");
      await()
          .until(() -> servers.findByName(ME, "files").orElseThrow().state() == ServerState.ERROR);

      clock.advance(Duration.ofMinutes(1));

      await().until(() -> runtime.launchesOf("files") == 2);
    }
  }

  @Test
  void givenAStoreOfItsOwn_whenTheManagerCreatesAServer_thenTheTestSeesWhatIsStored() {
    Store store = McpManager.inMemoryStore();

    try (var manager = McpManager.builder().store(store).build().start()) {
      manager.servers().create(ME, ServerDefinition.of("files", ProcessLaunch.of("files-server")));

      assertThat(store.servers().all()).extracting(server -> server.name()).contains("files");
    }
  }
}
