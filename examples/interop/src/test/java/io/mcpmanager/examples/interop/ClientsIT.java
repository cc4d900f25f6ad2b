package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients that others have written, in all the ways they can speak, with servers of both eras behind the gateway. */
@Requires({"node", "npm"})
final class ClientsIT {

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static ManagerProcess manager;
  private static ListeningProcess modern;

  @BeforeAll
  static void start() throws Exception {
    node = NodeTools.installed();
    manager = ManagerProcess.start(folder);
    manager.add("everything", node.everythingCommand(), Map.of());
    manager.add("old", DemoCommand.overStdio("legacy"), Map.of());
    modern = ListeningProcess.start(DemoCommand.overHttp("modern"), folder);
    manager.add("new", modern.url());
    for (var server : List.of("everything", "old", "new")) {
      manager.await(server, "running");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
    modern.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2-legacy, call-all, /mcp/servers/everything, ''",
    "2-auto, call-all, /mcp/servers/everything, ''",
    "2-modern, call-all, /mcp, everything__",
    "2-modern, prompts-all, /mcp/servers/everything, ''",
    "2-auto, prompts-all, /mcp, everything__",
    "2-modern, complete, /mcp/servers/everything, ''",
  })
  void givenTypeScriptClient2_whenItCallsEverything_thenItGetsWhatClient1GetsWithoutTheGateway(
      String kind, String command, String path, String prefix) throws Exception {
    JsonNode direct = node.run(node.everything(), command, node.spec("everything"));

    JsonNode through = node.run(target(kind, path, prefix), command, node.spec("everything"));

    assertThat(direct).isNotEmpty();
    assertThat(GatewayIT.settled(through)).isEqualTo(GatewayIT.settled(direct));
  }

  static Stream<Arguments> talks() {
    return Stream.of("1", "2-legacy", "2-auto", "2-modern").flatMap(kind -> Stream.of("old", "new")
        .flatMap(server -> Stream.of(
            Arguments.of(kind, server, "/mcp/servers/" + server, ""),
            Arguments.of(kind, server, "/mcp", server + "__"))));
  }

  @ParameterizedTest
  @MethodSource("talks")
  void givenTypeScriptClient_whenServerAsksItBack_thenTheServerGetsItsAnswers(
      String kind, String server, String path, String prefix) throws Exception {
    JsonNode answer = node.run(target(kind, path, prefix), "talk", "ask_all", "{}");

    assertThat(answer.path("asked").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrder("elicitation/create", "sampling/createMessage", "roots/list");
    assertThat(answer.path("result").path("content").toString())
        .contains("accept", "sampled", "file:///interop");
  }

  /** Its tools that ask are there only for clients that can be asked, so it is at its own address that they are found. */
  @ParameterizedTest
  @CsvSource({
    "1, trigger-sampling-request, {\"prompt\":\"hi\"}, sampling/createMessage, sampled",
    "2-modern, trigger-sampling-request, {\"prompt\":\"hi\"}, sampling/createMessage, sampled",
    "1, trigger-elicitation-request, {}, elicitation/create, teal",
    "2-legacy, trigger-elicitation-request, {}, elicitation/create, teal",
    "2-modern, trigger-elicitation-request, {}, elicitation/create, teal",
    "1, get-roots-list, {}, roots/list, file:///interop",
    "2-modern, get-roots-list, {}, roots/list, file:///interop",
  })
  void givenEverything_whenItAsksTheClientBack_thenItGetsTheAnswer(
      String kind, String tool, String arguments, String asked, String answered) throws Exception {
    JsonNode answer =
        node.run(target(kind, "/mcp/servers/everything", ""), "talk", tool, arguments);

    assertThat(answer.path("asked").valueStream().map(JsonNode::asText)).contains(asked);
    assertThat(answer.path("result").path("content").toString()).contains(answered);
  }

  @ParameterizedTest
  @CsvSource({
    "/mcp/servers/everything, everything, ''",
    "/mcp, everything, everything__",
    "/mcp/servers/new, new, ''",
    "/mcp, new, new__"
  })
  void givenJavaSdkClient_whenItCallsAndIsAsked_thenAllArrives(
      String path, String server, String prefix) {
    try (var client = JavaSdkClient.connect(manager.url(path))) {
      assertThat(client.protocolVersion()).isEqualTo("2025-11-25");
      assertThat(client.tools()).extracting(tool -> tool.name()).contains(prefix + "echo");
      if (server.equals("new")) {
        var answer = client.call(prefix + "ask_all", Map.of());
        assertThat(JavaSdkClient.textOf(answer)).contains("accept", "sampled", "file:///interop");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "legacy, /mcp/servers/old, ''",
    "auto, /mcp, old__",
    "modern, /mcp/servers/old, ''",
    "legacy, /mcp/servers/new, ''",
    "modern, /mcp, new__"
  })
  void givenInspector_whenItListsAndCalls_thenItGetsToolsAndAnswers(
      String era, String path, String prefix) throws Exception {
    var url = manager.url(path);

    var tools = node.inspect(url, era, "--method", "tools/list");
    var answer = node.inspect(
        url,
        era,
        "--method",
        "tools/call",
        "--tool-name",
        prefix + "add",
        "--tool-arg",
        "a=40",
        "--tool-arg",
        "b=2");

    assertThat(tools.path("tools").findValuesAsText("name")).contains(prefix + "add");
    assertThat(answer.path("structuredContent").path("sum").asInt()).isEqualTo(42);
  }

  private static McpTarget target(String kind, String path, String prefix) {
    McpTarget target = McpTarget.url(manager.url(path)).withClient(kind);
    return prefix.isEmpty() ? target : target.withPrefix(prefix);
  }
}
