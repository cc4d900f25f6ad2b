package io.mcpmanager.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainJsonFeatureTest {

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final McpLimits limits = McpLimits.DEFAULT.withMaxMessageBytes(10_000);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server = serve(true);

  private HttpServer serve(boolean enabled) {
    return HttpServer.start(
        new HttpLimits(
            "127.0.0.1",
            0,
            1_000_000,
            100,
            Duration.ofMinutes(1),
            Duration.ofMillis(500),
            16 << 10),
        Authenticator.open(),
        List.of(),
        List.of(new PlainJsonFeature(
            gateway,
            new SlowClients(new ManualClock(), Duration.ofSeconds(30)),
            limits,
            new MessageMemory(limits.maxHeldBytes()),
            enabled)));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"method\":\"call\",\"params\":{\"a\":1},\"id\":7}|{\"id\":7,\"result\":{\"a\":1}}",
        "  { \"id\": \"x\", \"method\": \"call\", \"params\": {} }|{\"id\":\"x\",\"result\":{}}",
        "{\"method\":\"call\",\"params\":{}}|{\"result\":{}}",
        "{\"method\":\"fail\",\"id\":1}|{\"id\":1,\"error\":{\"code\":-32602,\"message\":\"no\"}}",
        "{\"method\":\"initialize\",\"id\":1}|{\"id\":1,\"result\":{\"protocolVersion\":\"x\"}}"
      })
  void givenPlainMessage_whenPosted_thenItIsAnsweredInTheSameShape(String message, String answer)
      throws Exception {
    gateway.on("call", (request, related) -> ScriptedGateway.result(request, params(request)));
    gateway.on(
        "fail",
        (request, related) -> Messages.error(request.id().orElseThrow(), -32602, "no", null));

    HttpResponse<String> response = post("/mcp/servers/files/plain", message);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(answer);
    assertThat(gateway.open()).isZero();
  }

  private static String params(Envelope request) {
    return request
        .span(Member.PARAMS)
        .map(span -> new String(request.bytes(), span.start(), span.end() - span.start()))
        .orElse("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"id\":1}|use /mcp for JSON-RPC",
        "{\"id\":1}|must have",
        "{}|must have",
        "[]|must not be empty",
        "{\"method\":\"x\",\"id\":1.5}|id must be",
        "{\"method\":3,\"id\":1}|method must be a string",
        "{\"method\"|found the end",
        "''|found the end"
      })
  void givenMessageThatIsNone_whenPosted_thenTheErrorSaysWhy(String message, String reason)
      throws Exception {
    HttpResponse<String> response = post("/mcp/plain", message);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"error\":{\"code\":-32").doesNotContain("jsonrpc\":");
    assertThat(response.body()).contains(reason);
    assertThat(gateway.open()).isZero();
  }

  @Test
  void givenNotification_whenPosted_thenThereIsNoAnswer() throws Exception {
    assertThat(post("/mcp/plain", "{\"method\":\"notifications/initialized\"}").statusCode())
        .isEqualTo(202);
  }

  @Test
  void givenServerThatCantBeReached_whenCalled_thenTheErrorIsTheOneOfItsInitialize()
      throws Exception {
    gateway.on(
        "initialize",
        (request, related) -> Messages.error(request.id().orElseThrow(), -32603, "down", null));

    HttpResponse<String> response = post("/mcp/plain", "{\"method\":\"call\",\"id\":9}");

    assertThat(response.body())
        .isEqualTo("{\"id\":9,\"error\":{\"code\":-32603,\"message\":\"down\"}}");
  }

  @Test
  void givenUnknownServer_whenCalled_thenItIsNotFound() throws Exception {
    HttpResponse<String> response =
        post("/mcp/servers/nobody/plain", "{\"method\":\"call\",\"id\":9}");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).startsWith("{\"error\":");
  }

  @Test
  void givenOtherMethod_whenUsed_thenItIsRefused() throws Exception {
    HttpResponse<String> response = client.send(
        HttpRequest.newBuilder(uri("/mcp/plain")).GET().build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
  }

  @Test
  void givenItIsNotAskedFor_whenUsed_thenTheKeyIsNamed() throws Exception {
    server.close();
    server = serve(false);

    HttpResponse<String> response = post("/mcp/plain", "{\"method\":\"call\",\"id\":9}");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("gateway.plain-json");
    assertThat(gateway.opened()).isZero();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
