package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.Requires;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official client over each way to reach the gateway that is not Streamable HTTP. */
@Requires({"node", "npm"})
final class TransportsIT {

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static ManagerProcess manager;

  @BeforeAll
  static void start() throws Exception {
    node = NodeTools.installed();
    manager = ManagerProcess.start(folder);
    manager.add("everything", node.everythingCommand(), Map.of());
    manager.add("old", DemoCommand.overStdio("legacy"), Map.of());
    manager.add("new", DemoCommand.overStdio("modern"), Map.of());
    for (var server : List.of("everything", "old", "new")) {
      manager.await(server, "running");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
  }

  /** @param server the one to reach, or empty for all */
  private static McpTarget target(String transport, String server) throws Exception {
    String path = server.isEmpty() ? "/mcp" : "/mcp/servers/" + server;
    return switch (transport) {
      case "bridge" -> McpTarget.stdio(bridge(server), Map.of());
      default -> McpTarget.url(transport, address(transport, path));
    };
  }

  private static URI address(String transport, String path) {
    String address = manager.url(path + "/" + transport).toString();
    return URI.create(transport.equals("ws") ? address.replaceFirst("http", "ws") : address);
  }

  /** The command that a desktop client would have in its configuration. */
  private static List<String> bridge(String server) {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.mcpmanager.server.Main",
        "stdio",
        "--url",
        manager.url("/").toString()));
    if (!server.isEmpty()) {
      command.addAll(List.of("--server", server));
    }
    return command;
  }

  @ParameterizedTest
  @CsvSource({
    "sse, 1, call-all, everything",
    "sse, 1, prompts-all, everything",
    "ws, 1, call-all, everything",
    "ws, 1, complete, everything",
    "bridge, 1, call-all, everything",
    "bridge, 2-auto, call-all, everything",
    "bridge, 2-modern, prompts-all, everything",
  })
  void givenEverything_whenReachedThroughTheTransport_thenItAnswersAsWithoutTheGateway(
      String transport, String kind, String command, String server) throws Exception {
    JsonNode direct = node.run(node.everything(), command, node.spec("everything"));

    JsonNode through =
        node.run(target(transport, server).withClient(kind), command, node.spec("everything"));

    assertThat(direct).isNotEmpty();
    assertThat(GatewayIT.settled(through)).isEqualTo(GatewayIT.settled(direct));
  }

  @ParameterizedTest
  @CsvSource({
    "sse, 1, old, ''",
    "sse, 1, '', new__",
    "ws, 1, new, ''",
    "ws, 1, '', old__",
    "bridge, 1, old, ''",
    "bridge, 1, '', new__",
    "bridge, 2-legacy, new, ''",
    "bridge, 2-modern, old, ''",
    "bridge, 2-modern, '', new__",
  })
  void givenServerThatAsksBack_whenCalledThroughTheTransport_thenItGetsTheAnswers(
      String transport, String kind, String server, String prefix) throws Exception {
    McpTarget target = target(transport, server).withClient(kind);

    JsonNode answer =
        node.run(prefix.isEmpty() ? target : target.withPrefix(prefix), "talk", "ask_all", "{}");

    assertThat(answer.path("asked").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrder("elicitation/create", "sampling/createMessage", "roots/list");
    assertThat(answer.path("result").path("content").toString())
        .contains("accept", "sampled", "file:///interop");
  }

  /** Over HTTP, as the bridge speaks to the manager, the arguments of this tool have to be in headers too. */
  @ParameterizedTest
  @CsvSource({"1, new, ''", "2-modern, new, ''", "2-modern, '', new__"})
  void givenToolWithHeaders_whenCalledThroughTheBridge_thenItIsServed(
      String kind, String server, String prefix) throws Exception {
    McpTarget target = target("bridge", server).withClient(kind);

    JsonNode answer = node.run(
        prefix.isEmpty() ? target : target.withPrefix(prefix),
        "talk",
        "region",
        "{\"region\": \"s\u00fcd\", \"number\": 7}");

    assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("s\u00fcd 7");
  }

  @ParameterizedTest
  @CsvSource({"sse, 1", "ws, 1", "bridge, 1", "bridge, 2-modern"})
  void givenLongCall_whenItReportsProgress_thenEveryStepReachesTheClient(
      String transport, String kind) throws Exception {
    JsonNode answer = node.run(
        target(transport, "old").withClient(kind),
        "progress",
        "count",
        "{\"steps\": 3, \"delay_ms\": 10}");

    assertThat(answer.path("progress").findValuesAsText("message"))
        .containsExactly("step 1 of 3", "step 2 of 3", "step 3 of 3");
  }

  @ParameterizedTest
  @CsvSource({"sse", "ws", "bridge"})
  void givenToolThatIsAdded_whenTheListChanges_thenTheClientHearsOfIt(String transport)
      throws Exception {
    String name = "later-" + transport;

    JsonNode answer = node.run(
        target(transport, "old"),
        "list-changed-wait",
        "tools",
        "add_tool",
        "{\"name\": \"" + name + "\"}");

    assertThat(answer.path("added").valueStream().map(JsonNode::asText)).containsExactly(name);
  }
}
