package io.mcpmanager.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.config.ManagerConfig.Docker.Use;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's own side of containers, where no engine is. */
final class DeferredDockerTest {

  private static final CallContext ME = CallContext.system("test");

  @TempDir
  Path nowhere;

  private McpManager manager = McpManager.builder().build();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givenNoTraceOfAnEngine_whenTheManagerRuns_thenItIsReadyAndSaysThatThereIsNone()
      throws InterruptedException {
    start(Use.AUTO, null);

    assertThatCode(manager::checkReady).doesNotThrowAnyException();
    assertThat(findings()).singleElement().satisfies(finding -> {
      assertThat(finding.status()).isEqualTo(Finding.Status.OK);
      assertThat(finding.found()).contains("no container engine was found");
    });
  }

  @Test
  void givenAnEngineThatIsAway_whenContainersAreDemanded_thenTheManagerIsNotReady() {
    start(Use.TRUE, address());

    assertThat(catchThrowableOfType(McpManagerException.class, manager::checkReady))
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RUNTIME_UNAVAILABLE));
  }

  @Test
  void givenAnEngineThatIsAway_whenContainersAreNotDemanded_thenTheManagerIsReady() {
    start(Use.AUTO, address());

    assertThatCode(manager::checkReady).doesNotThrowAnyException();
  }

  @Test
  void givenAnEngineThatIsAway_whenAContainerIsStarted_thenItsFailureSaysSo()
      throws InterruptedException {
    start(Use.AUTO, address());
    Server server =
        manager.servers().create(ME, ServerDefinition.of("fetch", ContainerLaunch.of("mcp/fetch")));

    CommandResult result = manager.servers().execute(ME, server.id(), new ServerCommand.Start());

    assertThat(result.success()).isFalse();
    assertThat(result.message()).contains("engine");
  }

  @Test
  void givenDockerRuns_whenImported_thenTheyBecomeContainersOnlyIfTheseAreWanted() {
    String document = """
        {"mcpServers": {"fetch": {"command": "docker", "args": ["run", "-i", "mcp/fetch"], "disabled": true}}}""";
    ImportReport without = manager.servers().importJson(ME, document);
    manager.close();
    start(Use.AUTO, null);
    ImportReport with = manager.servers().importJson(ME, document);

    assertThat(without.created().getFirst().definition().launch())
        .isInstanceOf(ProcessLaunch.class);
    assertThat(without.notes()).singleElement().asString().contains("runs no containers");
    assertThat(with.created().getFirst().definition().launch()).isInstanceOf(ContainerLaunch.class);
  }

  private String address() {
    return "unix://" + nowhere.resolve("engine.sock");
  }

  private void start(Use use, @Nullable String host) {
    manager.close();
    manager = McpManager.builder()
        .runtime(new DeferredDocker(
            new ManagerConfig.Docker(use, host), new EngineTraces(Map.of(), nowhere, nowhere)))
        .build()
        .start();
  }

  private List<Finding> findings() throws InterruptedException {
    return manager.diagnostics().examine(ME).findings().stream()
        .filter(finding -> finding.id().startsWith("docker"))
        .toList();
  }
}
