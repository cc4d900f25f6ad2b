package io.mcpmanager.examples.demo;

import static io.mcpmanager.examples.demo.DemoClient.textOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both eras over HTTP, at one address. */
final class HttpTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private HttpFace server;

  @BeforeEach
  void start() throws IOException {
    var err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    server = new DemoServer(Options.dual(), err, code -> {}).serveHttp(0);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void givenModernCall_whenPosted_thenItIsAnsweredWithoutSession() throws Exception {
    var response = modern("tools/call", "echo", call("echo", JsonObject.of("text", "hi")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Mcp-Session-Id")).isEmpty();
    assertThat(textOf(json(response).object("result").orElseThrow())).isEqualTo("hi");
  }

  @Test
  void givenMethodNobodyKnows_whenPosted_thenTheStatusSaysSo() throws Exception {
    var response = modern("ping", null, ModernTest.params());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(code(response)).isEqualTo(-32601L);
  }

  @ParameterizedTest
  @CsvSource({
    "Mcp-Method, tools/list",
    "Mcp-Method, ''",
    "Mcp-Name, other",
    "Mcp-Name, ''",
    "MCP-Protocol-Version, 2025-11-25",
    "Mcp-Param-Region, north",
    "Mcp-Param-Region, ''",
  })
  void givenHeaderThatContradictsTheBody_whenPosted_thenItIsRefused(String name, String value)
      throws Exception {
    var builder = post(call("region", JsonObject.of("region", " süd")), "tools/call")
        .header("MCP-Protocol-Version", Options.MODERN)
        .header("Mcp-Method", "tools/call")
        .header("Mcp-Name", "region")
        .header("Mcp-Param-Region", "=?base64?IHPDvGQ=?=");
    assertThat(http.send(builder.build(), text()).statusCode()).isEqualTo(200);

    var response = http.send(builder.setHeader(name, value).build(), text());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response)).isEqualTo(-32020L);
  }

  @Test
  void givenSubscription_whenToolsChange_thenItIsToldOnItsStream() throws Exception {
    var request = post(
            ModernTest.params("notifications", JsonObject.of("toolsListChanged", true)),
            "subscriptions/listen")
        .header("MCP-Protocol-Version", Options.MODERN)
        .header("Mcp-Method", "subscriptions/listen")
        .build();
    var stream = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(event(lines).text("method")).contains("notifications/subscriptions/acknowledged");

      modern("tools/call", "announce", call("announce", JsonObject.of("list", "tools")));

      assertThat(event(lines).text("method")).contains("notifications/tools/list_changed");
    }
  }

  @Test
  void givenLegacySession_whenToolAsks_thenTheQuestionComesOnTheStreamOfTheCall() throws Exception {
    var initialize = JsonObject.of(
        "protocolVersion", "2025-11-25", "capabilities", JsonObject.of("roots", JsonObject.EMPTY));
    var opened = http.send(post(initialize, "initialize").build(), text());
    var session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();

    var call = post(JsonObject.of("name", "list_roots"), "tools/call")
        .header("Mcp-Session-Id", session)
        .build();
    var stream = http.send(call, HttpResponse.BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      var question = event(lines);
      var answer = JsonObject.of(
          "jsonrpc",
          "2.0",
          "id",
          question.value("id").orElseThrow(),
          "result",
          JsonObject.of("roots", "none"));
      var accepted = http.send(post(answer).header("Mcp-Session-Id", session).build(), text());

      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(textOf(event(lines).object("result").orElseThrow()))
          .isEqualTo("The roots are: {\"roots\":\"none\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 400", "unknown, 404"})
  void givenNoSession_whenLegacyRequestIsPosted_thenItIsRefused(String session, int status)
      throws Exception {
    var request = post(JsonObject.EMPTY, "tools/list");
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }

    assertThat(http.send(request.build(), text()).statusCode()).isEqualTo(status);
  }

  @Test
  void givenPageOfAnotherSite_whenItPosts_thenItIsForbidden() throws Exception {
    var request =
        post(ModernTest.params(), "server/discover").header("Origin", "https://evil.example");

    assertThat(http.send(request.build(), text()).statusCode()).isEqualTo(403);
  }

  private HttpResponse<String> modern(String method, String name, JsonObject params)
      throws Exception {
    var request = post(params, method)
        .header("MCP-Protocol-Version", Options.MODERN)
        .header("Mcp-Method", method);
    if (name != null) {
      request.header("Mcp-Name", name);
    }
    return http.send(request.build(), text());
  }

  private static JsonObject call(String tool, JsonObject arguments) {
    return ModernTest.params("name", tool, "arguments", arguments);
  }

  private HttpRequest.Builder post(JsonObject params, String method) {
    return post(JsonObject.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
  }

  private HttpRequest.Builder post(JsonObject message) {
    return HttpRequest.newBuilder(server.url())
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(message.toString()));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static JsonObject json(HttpResponse<String> response) throws Exception {
    return (JsonObject) JsonReader.read(response.body());
  }

  private static long code(HttpResponse<String> response) throws Exception {
    return (Long) json(response).object("error").orElseThrow().value("code").orElseThrow();
  }

  private static JsonObject event(BufferedReader lines) throws Exception {
    while (true) {
      var line = lines.readLine();
      assertThat(line).as("an event").isNotNull();
      if (line.startsWith("data: ")) {
        return (JsonObject) JsonReader.read(line.substring(6));
      }
    }
  }
}
