package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.Requires;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The MCP Java SDK and the server "everything", without the manager between them. */
@Requires({"node", "npm"})
final class JavaSdkIT {

  @Test
  void givenEverythingOverHttp_whenTheJavaSdkConnects_thenItListsAndCallsTools() throws Exception {
    var node = NodeTools.installed();
    try (var server = EverythingOverHttp.start(node);
        var client = JavaSdkClient.connect(server.url())) {

      assertThat(client.protocolVersion()).isEqualTo("2025-11-25");
      assertThat(client.tools()).extracting(Tool::name).contains("echo", "get-sum");
      assertThat(JavaSdkClient.textOf(client.call("echo", Map.of("message", "hello"))))
          .isEqualTo("Echo: hello");
    }
  }

  @Test
  void givenLongRunningCall_whenItReportsProgress_thenEachStepIsSeen() throws Exception {
    var node = NodeTools.installed();
    try (var server = EverythingOverHttp.start(node);
        var client = JavaSdkClient.connect(server.url())) {

      client.callWithProgress(
          "trigger-long-running-operation", Map.of("duration", 0.3, "steps", 3), "token");

      // the client hands reports on beside the result
      await().until(() -> client.progress().size() == 3);
      assertThat(client.progress())
          .allSatisfy(report -> assertThat(report.progressToken()).isEqualTo("token"))
          .extracting(report -> report.progress())
          .containsExactly(1.0, 2.0, 3.0);
    }
  }
}
