package io.mcpmanager.examples.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.examples.demo.DemoServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of either era as programs of their own, and a client of the older one. */
final class ServerErasIT {

  private static final CallContext ME = CallContext.system("test");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL =
      "{\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}},\"roots\":{\"listChanged\":true}}";

  private final McpManager manager = McpManager.builder().build();
  private final AtomicInteger ids = new AtomicInteger();

  @BeforeEach
  void start() {
    manager.start();
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "stdio, '', 2026-07-28",
    "stdio, --revisions modern, 2026-07-28",
    "stdio, --revisions legacy, 2025-11-25",
    "stdio, --revisions 2024-11-05, 2024-11-05",
    "stdio, --revisions legacy --early exit, 2025-11-25",
    "stdio, --revisions legacy --early ignore, 2025-11-25",
    "http, '', 2026-07-28",
    "http, --revisions modern, 2026-07-28",
    "http, --revisions 2025-06-18, 2025-06-18",
  })
  void givenServer_whenStarted_thenItIsSpokenToInTheNewestEraItKnows(
      String transport, String options, String revision) throws Exception {
    Server server = start(transport, options, GatewayOptions.DEFAULT);

    assertThat(server.liveInstance().orElseThrow().protocolRevision()).isEqualTo(revision);
    assertThat(server.restarts()).isZero();
    try (var client = manager.gateway().connect()) {
      assertThat(client.call("demo__add", "{\"a\":2,\"b\":3}").text()).contains("5");
    }
  }

  @ParameterizedTest
  @CsvSource({"LEGACY, 2025-11-25", "MODERN, 2026-07-28"})
  void givenProtocolInTheDefinition_whenStarted_thenTheOtherEraIsNotTried(
      GatewayOptions.Protocol protocol, String revision) throws Exception {
    Server server = start("stdio", "", GatewayOptions.DEFAULT.withProtocol(protocol));

    assertThat(server.liveInstance().orElseThrow().protocolRevision()).isEqualTo(revision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void givenModernServerThatNeedsInput_whenLegacyClientCalls_thenItIsAsked(String transport)
      throws Exception {
    start(transport, "--revisions modern", GatewayOptions.DEFAULT);
    var client = new Asked("2025-11-25", ALL);

    assertThat(client.call("ask_user", "{}"))
        .contains("The user said: {\"action\":\"accept\",\"content\":{\"city\":\"Oslo\"");
    assertThat(client.call("ask_model", "{\"prompt\":\"hello\"}")).contains("a model says");
    assertThat(client.call("list_roots", "{}")).contains("file:///home");
    assertThat(client.call("ask_all", "{}")).contains("a model says", "file:///home", "Oslo");
    assertThat(client.call("book", "{}")).isEqualTo("Booked: Oslo.");
    assertThat(client.call("open_page", "{}")).contains("accept");
    assertThat(client.asked)
        .containsExactlyInAnyOrder(
            "elicitation/create",
            "sampling/createMessage",
            "roots/list",
            "elicitation/create",
            "sampling/createMessage",
            "roots/list",
            "elicitation/create",
            "elicitation/create",
            "elicitation/create");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void givenModernServer_whenProgressLogsAndHeadersAreInPlay_thenLegacyClientsSeeThem(
      String transport) throws Exception {
    start(transport, "--revisions modern", GatewayOptions.DEFAULT);
    var client = new Asked("2025-11-25", ALL);

    client.call("count", "{\"steps\":3,\"delay_ms\":1}");
    assertThat(client.progress).containsExactly(1, 2, 3);
    client.progress.clear();
    client.call("count_and_ask", "{}");
    assertThat(client.progress).containsExactly(1, 2, 3);
    assertThat(client.call("region", "{\"region\":\" süd\",\"number\":7}")).isEqualTo(" süd 7");
    client.request("logging/setLevel", "{\"level\":\"warning\"}");
    client.call("log", "{\"message\":\"quiet\",\"level\":\"info\"}");
    client.call("log", "{\"message\":\"loud\",\"level\":\"error\"}");
    assertThat(client.logs).containsExactly("loud");
    assertThat(client.request("resources/read", "{\"uri\":\"demo://roots\"}").toString())
        .contains("file:///home");
    assertThat(client.request("prompts/get", "{\"name\":\"introduction\"}").toString())
        .contains("Introduce Ada");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdio", "http"})
  void givenModernServer_whenItsToolsChange_thenTheGatewayHearsOfIt(String transport)
      throws Exception {
    start(transport, "--revisions modern", GatewayOptions.DEFAULT);
    try (var client = manager.gateway().connect()) {
      client.call("demo__add_tool", "{\"name\":\"later\"}");

      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(client.tools())
          .extracting(tool -> tool.name())
          .contains("demo__later"));
    }
  }

  @Test
  void givenLegacyClientThatOffersNothing_whenModernServerNeedsInput_thenTheToolFails()
      throws Exception {
    start("http", "--revisions modern", GatewayOptions.DEFAULT);
    var client = new Asked("2025-06-18", "{}");

    assertThat(client
            .request("tools/call", "{\"name\":\"ask_user\",\"arguments\":{}}")
            .path("isError")
            .asBoolean())
        .isTrue();
  }

  private Server start(String transport, String options, GatewayOptions gateway) throws Exception {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+UseSerialGC");
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-cp");
    words.add(Path.of(
            DemoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString());
    words.add(DemoServer.class.getName());
    int port = 0;
    if (transport.equals("http")) {
      port = freePort();
      words.add("--http");
      words.add(Integer.toString(port));
    }
    if (!options.isEmpty()) {
      words.addAll(List.of(options.split(" ")));
    }
    ProcessLaunch launch = ProcessLaunch.of(words);
    if (port > 0) {
      launch = launch.withEndpoint(URI.create("http://127.0.0.1:" + port + "/mcp"));
    }
    ServerDefinition plain = ServerDefinition.of("demo", launch);
    Server server =
        manager.servers().create(ME, plain.withSettings(plain.settings().withGateway(gateway)));
    manager.servers().execute(ME, server.id(), new Start());
    return manager.servers().get(ME, server.id());
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A client of an older revision that answers whatever it is asked. */
  private final class Asked {

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<Integer> progress = new CopyOnWriteArrayList<>();
    final List<String> logs = new CopyOnWriteArrayList<>();
    private final McpSession session = manager.gateway().open(ME, new Scope.OneServer("demo"));

    Asked(String revision, String capabilities) throws Exception {
      request(
          "initialize",
          "{\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
              + ",\"clientInfo\":{\"name\":\"asked\",\"version\":\"1\"}}");
    }

    String call(String tool, String arguments) throws Exception {
      JsonNode result = request(
          "tools/call",
          "{\"name\":\"" + tool + "\",\"arguments\":" + arguments
              + ",\"_meta\":{\"progressToken\":\"p\"}}");
      return result.path("content").path(0).path("text").asText();
    }

    JsonNode request(String method, String params) throws Exception {
      String message = "{\"jsonrpc\":\"2.0\",\"id\":" + ids.incrementAndGet() + ",\"method\":\""
          + method + "\",\"params\":" + params + "}";
      byte[] answer = session.handle(message.getBytes(UTF_8), this::take).orElseThrow();
      JsonNode read = JSON.readTree(answer);
      assertThat(read.has("result")).as(read.toString()).isTrue();
      return read.get("result");
    }

    private void take(byte[] message) {
      try {
        JsonNode read = JSON.readTree(message);
        switch (read.path("method").asText()) {
          case "notifications/progress" ->
            progress.add(read.path("params").path("progress").asInt());
          case "notifications/message" ->
            logs.add(read.path("params").path("data").asText());
          default -> {
            if (read.has("id")) {
              answer(read);
            }
          }
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private void answer(JsonNode question) {
      asked.add(question.path("method").asText());
      String result =
          switch (question.path("method").asText()) {
            case "roots/list" -> "{\"roots\":[{\"uri\":\"file:///home\"}]}";
            case "sampling/createMessage" ->
              "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"a model says\"}}";
            default ->
              "{\"action\":\"accept\",\"content\":{\"city\":\"Oslo\",\"yes\":true,\"name\":\"Ada\"}}";
          };
      String answer =
          "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":" + result + "}";
      Thread.startVirtualThread(() -> {
        try {
          session.handle(answer.getBytes(UTF_8), ignored -> {});
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
    }
  }
}
