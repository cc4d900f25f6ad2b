package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.examples.demo.DemoServer;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our demo server with the official client, which checks messages and structured results against their schemas. */
@Requires({"node", "npm"})
final class DemoServerIT {

  private static NodeTools node;
  private static McpTarget demo;

  @BeforeAll
  static void install() throws Exception {
    node = NodeTools.installed();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = Path.of(
        DemoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    demo = McpTarget.stdio(
        List.of(java, "-cp", classes.toString(), DemoServer.class.getName()), Map.of());
  }

  @Test
  void whenInventoried_thenEverythingItOffersIsListed() throws Exception {
    var inventory = node.run(demo, "inventory");

    assertThat(inventory.path("protocolVersion").asText()).isEqualTo("2025-11-25");
    assertThat(inventory.path("tools")).hasSize(21);
    assertThat(inventory.path("prompts")).hasSize(3);
    assertThat(inventory.path("resources")).hasSize(3);
    assertThat(inventory.path("resourceTemplates")).hasSize(1);
  }

  @Test
  void whenEverythingInItsSpecIsAsked_thenEachAnswerIsAResult() throws Exception {
    for (var command : List.of("call-all", "prompts-all", "read-all", "complete")) {
      var answers = node.run(demo, command, node.spec("demo"));

      assertThat(answers).as(command).isNotEmpty();
      assertThat(answers).allSatisfy(answer -> assertThat(answer.has("result")).isTrue());
    }
  }

  @Test
  void whenCounting_thenEachStepIsReported() throws Exception {
    var answer = node.run(demo, "progress", "count", "{\"steps\": 3, \"delay_ms\": 10}");

    assertThat(answer.path("progress").findValuesAsText("message"))
        .containsExactly("step 1 of 3", "step 2 of 3", "step 3 of 3");
  }

  @Test
  void whenSlowCallIsCancelled_thenTheServerStillAnswers() throws Exception {
    var answer = node.run(demo, "cancel", "slow", "{\"ms\": 60000}", 100);

    assertThat(answer.has("error")).isTrue();
    assertThat(answer.path("afterwards").path("ping").has("result")).isTrue();
  }

  @Test
  void whenToolIsAdded_thenTheClientHearsOfItAndSeesIt() throws Exception {
    var answer = node.run(demo, "list-changed-wait", "tools", "add_tool", "{\"name\": \"later\"}");

    assertThat(answer.path("added")).hasSize(1);
    assertThat(answer.path("added").get(0).asText()).isEqualTo("later");
  }

  @Test
  void givenLevel_whenLogging_thenTheClientGetsWhatIsUrgentEnough() throws Exception {
    var answer = node.run(
        demo, "set-level", "error", "log", "{\"message\": \"help\", \"level\": \"alert\"}");

    assertThat(answer.path("logged").findValuesAsText("data")).containsExactly("help");
  }
}
