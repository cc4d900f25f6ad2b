package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real servers behind the real gateway answer the official client as they do without it. */
@Requires({"node", "npm"})
final class GatewayIT {

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static ManagerProcess manager;

  @BeforeAll
  static void start() throws Exception {
    node = NodeTools.installed();
    manager = ManagerProcess.startClosed(folder);
    manager.add("everything", node.everythingCommand(), Map.of());
    manager.await("everything", "running");
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "inventory, /mcp/servers/everything, ''",
    "read-all, /mcp/servers/everything, ''",
    "call-all, /mcp/servers/everything, ''",
    "prompts-all, /mcp/servers/everything, ''",
    "complete, /mcp/servers/everything, ''",
    "read-all, /mcp, everything__",
    "call-all, /mcp, everything__",
    "prompts-all, /mcp, everything__",
    "complete, /mcp, everything__",
  })
  void givenEverything_whenReachedThroughTheGateway_thenItAnswersAsWithoutIt(
      String command, String path, String prefix) throws Exception {
    JsonNode direct = node.run(node.everything(), command, node.spec("everything"));

    JsonNode through = node.run(target(path, prefix), command, node.spec("everything"));

    assertThat(direct).isNotEmpty();
    assertThat(settled(through)).isEqualTo(settled(direct));
  }

  /**
   * Leaves out what is known to differ: what other sessions have added to the shared instance, tasks and tools
   * that run only as tasks, and who gave an answer of 2026-07-28.
   */
  static JsonNode settled(JsonNode answer) {
    var list = answer instanceof ObjectNode object ? object.path("resources") : answer;
    if (list instanceof ArrayNode resources) {
      removeIf(resources, entry -> entry.path("uri").asText().contains("/session/"));
    }
    if (answer.path("tools") instanceof ArrayNode tools) {
      removeIf(tools, tool -> tool.at("/execution/taskSupport").asText().equals("required"));
      tools.forEach(tool -> ((ObjectNode) tool).remove("execution"));
    }
    if (answer.path("capabilities") instanceof ObjectNode capabilities) {
      capabilities.remove("tasks");
    }
    for (var each : answer) {
      if (each.path("result").path("_meta") instanceof ObjectNode meta) {
        meta.remove("io.modelcontextprotocol/serverInfo");
        if (meta.isEmpty()) {
          ((ObjectNode) each.path("result")).remove("_meta");
        }
      }
    }
    return answer;
  }

  private static void removeIf(ArrayNode list, Predicate<JsonNode> unwanted) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (unwanted.test(list.get(i))) {
        list.remove(i);
      }
    }
  }

  @Test
  void givenAllServers_whenInventoried_thenEveryToolIsThereUnderItsPrefix() throws Exception {
    JsonNode direct = settled(node.run(node.everything(), "inventory"));

    JsonNode through = settled(node.run(target("/mcp", "everything__"), "inventory"));

    for (var list : List.of("tools", "prompts")) {
      assertThat(
              through.path(list).valueStream().map(entry -> entry.path("name").asText()))
          .as(list)
          .containsExactlyElementsOf(direct
              .path(list)
              .valueStream()
              .map(entry -> entry.path("name").asText())
              .toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"/mcp/servers/everything, ''", "/mcp, everything__"})
  void givenLongCall_whenItReportsProgress_thenEveryStepReachesTheClient(String path, String prefix)
      throws Exception {
    JsonNode answer = node.run(
        target(path, prefix),
        "progress",
        "trigger-long-running-operation",
        "{\"duration\": 0.3, \"steps\": 3}");

    assertThat(answer.path("progress").valueStream().map(p -> p.path("progress").asInt()))
        .containsExactly(1, 2, 3);
    assertThat(answer.path("result").path("content")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/mcp/servers/everything, ''", "/mcp, everything__"})
  void givenLongCall_whenTheClientCancels_thenItEndsAtOnceAndTheServerStillAnswers(
      String path, String prefix) throws Exception {
    JsonNode answer = node.run(
        target(path, prefix),
        "cancel",
        "trigger-long-running-operation",
        "{\"duration\": 30, \"steps\": 3}",
        200);

    assertThat(answer.path("error").path("message").asText()).contains("no longer wanted");
    assertThat(answer.path("elapsedMs").asInt()).isBetween(200, 20_000);
    assertThat(answer.path("afterwards").path("ping").has("result")).isTrue();
  }

  @Test
  void givenFilesystemServer_whenReachedThroughTheGateway_thenItAnswersAsWithoutIt()
      throws Exception {
    Path direct = Files.createDirectory(folder.toRealPath().resolve("direct"));
    Path behind = Files.createDirectory(folder.toRealPath().resolve("behind"));
    manager.add("filesystem", node.filesystemCommand(behind), Map.of());
    manager.await("filesystem", "running");

    JsonNode expected = node.run(node.filesystem(direct), "call-all", node.spec("filesystem"));
    JsonNode through = node.run(
        target("/mcp", "filesystem__").withFolder(behind), "call-all", node.spec("filesystem"));

    assertThat(through).isEqualTo(expected);
  }

  @Test
  void givenMemoryServer_whenReachedThroughTheGateway_thenItAnswersAsWithoutIt() throws Exception {
    Path behind = folder.resolve("behind.jsonl");
    manager.add("memory", node.memoryCommand(), node.memoryEnvironment(behind));
    manager.await("memory", "running");

    JsonNode expected =
        node.run(node.memory(folder.resolve("direct.jsonl")), "call-all", node.spec("memory"));
    JsonNode through = node.run(target("/mcp", "memory__"), "call-all", node.spec("memory"));

    assertThat(through).isEqualTo(expected);
  }

  @Test
  void givenRemoteServer_whenAddedByUrl_thenItAnswersAsWithoutIt() throws Exception {
    try (var upstream = EverythingOverHttp.start(node)) {
      manager.call(
          "POST",
          "/servers/import",
          "{\"mcpServers\":{\"remote\":{\"type\":\"http\",\"url\":\"" + upstream.url() + "\"}}}");
      manager.await("remote", "running");
      JsonNode direct = node.run(node.everything(), "call-all", node.spec("everything"));

      JsonNode through =
          node.run(target("/mcp/servers/remote", ""), "call-all", node.spec("everything"));

      assertThat(through).isEqualTo(direct);
      manager.call("DELETE", "/servers/remote", "");
    }
  }

  @Test
  void givenJavaSdkClient_whenItCallsThroughTheGateway_thenToolsProgressAndResultsArrive() {
    try (var client = JavaSdkClient.connect(manager.url("/mcp"), manager.key())) {
      assertThat(client.protocolVersion()).isEqualTo("2025-11-25");
      assertThat(client.tools()).extracting(tool -> tool.name()).contains("everything__echo");
      var answer = client.call("everything__echo", Map.of("message", "grüezi"));
      assertThat(JavaSdkClient.textOf(answer)).contains("grüezi");
      client.callWithProgress(
          "everything__trigger-long-running-operation",
          Map.of("duration", 0.3, "steps", 3),
          "token");
      // the client hands reports on beside the result
      await().untilAsserted(() -> assertThat(client.progress()).hasSize(3));
    }
  }

  private static McpTarget target(String path, String prefix) {
    McpTarget target = McpTarget.url(manager.url(path)).withBearer(manager.key());
    return prefix.isEmpty() ? target : target.withPrefix(prefix);
  }
}
