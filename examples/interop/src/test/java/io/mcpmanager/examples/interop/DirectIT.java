package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The peers without the manager between them. What holds here is what the comparisons through the gateway stand on:
 * each spec knows every tool of its server, and its answers are the same at every run.
 */
@Requires({"node", "npm"})
final class DirectIT {

  private static NodeTools node;

  @TempDir
  private Path folder;

  @BeforeAll
  static void install() throws Exception {
    node = NodeTools.installed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "filesystem", "memory"})
  void givenServer_whenItsToolsAreListed_thenTheSpecCallsOrSkipsEachOfThem(String server)
      throws Exception {
    var inventory = node.run(target(server), "inventory");

    var spec = node.readSpec(server);
    var known = new TreeSet<>(texts(spec.path("calls"), "tool"));
    spec.path("skipped").fieldNames().forEachRemaining(known::add);
    var tools = texts(inventory.path("tools"), "name");
    assertThat(tools).isNotEmpty();
    assertThat(known).containsExactlyInAnyOrderElementsOf(tools);
  }

  @Test
  void givenEverything_whenInventoried_thenNoListIsEmpty() throws Exception {
    var inventory = node.run(node.everything(), "inventory");

    assertThat(inventory.path("protocolVersion").asText()).isEqualTo("2025-11-25");
    for (var list : List.of("tools", "prompts", "resources", "resourceTemplates")) {
      assertThat(texts(inventory.path(list), "name")).as(list).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "filesystem", "memory"})
  void givenServer_whenItsSpecIsCalledTwice_thenTheAnswersAreTheSame(String server)
      throws Exception {
    var first = node.run(target(server), "call-all", node.spec(server));
    var second = node.run(target(server), "call-all", node.spec(server));

    assertThat(first.size()).isEqualTo(node.readSpec(server).path("calls").size());
    assertThat(first).allSatisfy(answer -> assertThat(answer.has("result")).isTrue());
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"call-all", "prompts-all", "read-all", "complete"})
  void givenEverything_whenReachedByPipeAndByHttp_thenTheAnswersAreTheSame(String command)
      throws Exception {
    var byPipe = node.run(node.everything(), command, node.spec("everything"));

    try (var server = EverythingOverHttp.start(node)) {
      var byHttp = node.run(McpTarget.url(server.url()), command, node.spec("everything"));

      assertThat(byPipe).isNotEmpty();
      assertThat(byHttp).isEqualTo(byPipe);
    }
  }

  @Test
  void givenLongRunningCall_whenItReportsProgress_thenEachStepIsSeen() throws Exception {
    var answer = node.run(
        node.everything(),
        "progress",
        "trigger-long-running-operation",
        "{\"duration\": 0.3, \"steps\": 3}");

    assertThat(texts(answer.path("progress"), "progress")).containsExactly("1", "2", "3");
    assertThat(answer.path("result").path("content")).isNotEmpty();
  }

  @Test
  void givenLongRunningCall_whenItIsCancelled_thenItEndsAtOnceAndTheServerStillAnswers()
      throws Exception {
    var answer = node.run(
        node.everything(),
        "cancel",
        "trigger-long-running-operation",
        "{\"duration\": 30, \"steps\": 3}",
        200);

    assertThat(answer.path("error").path("message").asText()).contains("no longer wanted");
    assertThat(answer.path("elapsedMs").asInt()).isBetween(200, 20_000);
    assertThat(answer.path("afterwards").path("ping").has("result")).isTrue();
  }

  private McpTarget target(String server) throws IOException {
    var own = Files.createTempDirectory(folder.toRealPath(), server);
    return switch (server) {
      case "everything" -> node.everything();
      case "filesystem" -> node.filesystem(own);
      case "memory" -> node.memory(own.resolve("graph.jsonl"));
      default -> throw new IllegalArgumentException("no server " + server);
    };
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.valueStream().map(element -> element.path(field).asText()).toList();
  }
}
