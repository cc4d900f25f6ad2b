package io.mcpmanager.core.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks of servers through the way in, as a host sees them. */
final class ServersCheckTest {

  private static final CallContext CONTEXT = CallContext.system("test");
  private static final String SECRET = "hunter2-${TOKEN}";

  private final McpManager manager = McpManager.builder().build();

  @Test
  void givenManagerThatIsNotStarted_whenExamined_thenServersAreSkippedAndNothingIsStarted()
      throws Exception {
    try (manager) {
      assertThat(of("servers")).extracting(Finding::status).containsOnly(Finding.Status.SKIPPED);
      assertThat(of("definitions")).extracting(Finding::status).containsOnly(Finding.Status.OK);
    }
  }

  @Test
  void givenServersInError_whenExamined_thenEachHasItsReasonAndARemedy() throws Exception {
    try (manager) {
      manager.start();
      Server ignored = manager.servers().create(CONTEXT, definition("idle", "true"));
      Server broken = manager.servers().create(CONTEXT, definition("broken", "false"));
      var result = manager.servers().execute(CONTEXT, broken.id(), new ServerCommand.Start());
      assertThat(result.success()).isFalse();

      await().untilAsserted(() -> assertThat(of("servers"))
          .extracting(Finding::id, Finding::subject, Finding::status)
          .containsExactly(
              tuple("servers.count", "", Finding.Status.OK),
              tuple("servers.failed", "broken", Finding.Status.PROBLEM)));
      assertThat(of("servers").getLast().found()).contains("status 1");
      assertThat(of("servers").getLast().remedy()).isNotBlank();
    }
  }

  @Test
  void givenDefinitionsThatCannotWork_whenExamined_thenFieldsAreNamedAndValuesAreNot()
      throws Exception {
    try (manager) {
      manager.start();
      Server missing =
          manager.servers().create(CONTEXT, definition("missing", "no-such-command-x"));
      Server variable = manager
          .servers()
          .create(
              CONTEXT,
              ServerDefinition.of(
                  "variable",
                  ProcessLaunch.of(List.of("true")).withEnvironment(Map.of("API", SECRET))));
      Server header = manager
          .servers()
          .create(
              CONTEXT,
              ServerDefinition.of(
                  "header",
                  new RemoteLaunch(URI.create("http://localhost:1/mcp"), Map.of("X-Key", SECRET))));
      assertThat(List.of(missing, variable, header)).hasSize(3);

      List<Finding> findings = of("definitions");

      assertThat(findings)
          .extracting(Finding::subject, Finding::id)
          .containsExactlyInAnyOrder(
              tuple("missing", "definitions.launch"),
              tuple("variable", "definitions.references"),
              tuple("header", "definitions.references"));
      assertThat(findings.toString())
          .contains("environment.API", "headers.X-Key", "command")
          .doesNotContain("hunter2");
    }
  }

  private List<Finding> of(String area) throws InterruptedException {
    return manager.diagnostics().examine(CONTEXT).findings().stream()
        .filter(finding -> finding.id().startsWith(area))
        .toList();
  }

  private static ServerDefinition definition(String name, String command) {
    var launch = ProcessLaunch.of(List.of(command));
    ServerSettings settings = ServerSettings.defaultFor(launch);
    return ServerDefinition.of(name, launch)
        .withSettings(settings.withRestart(settings.restart().withMode(RestartPolicy.Mode.NEVER)));
  }
}
