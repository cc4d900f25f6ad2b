package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SseFeatureTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\"}";

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final McpLimits limits = new McpLimits(
      10_000,
      Duration.ofSeconds(5),
      Duration.ofMillis(50),
      Duration.ofSeconds(1),
      256,
      1_000_000,
      1 << 20);
  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(new SseFeature(
          gateway,
          new SlowClients(new ManualClock(), Duration.ofSeconds(30)),
          limits,
          new MessageMemory(limits.maxHeldBytes()),
          ScopeChallenges.NONE)));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/mcp/servers/files"})
  void givenStream_whenMessagesArePosted_thenAllAnswersComeOnIt(String base) throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}".getBytes(UTF_8));
      return ScriptedGateway.result(request, "{\"ok\":true}");
    });
    try (var stream = open(base + "/sse")) {
      assertThat(stream.endpoint).isEqualTo(base + "/messages?sessionId=secret-1");

      assertThat(post(stream.endpoint, INITIALIZE).statusCode()).isEqualTo(202);
      assertThat(stream.next()).contains("\"id\":0", "\"result\"");
      assertThat(post(stream.endpoint, CALL).statusCode()).isEqualTo(202);

      assertThat(stream.next()).contains("notifications/progress");
      assertThat(stream.next()).contains("\"id\":7", "\"ok\":true");
    }
  }

  @Test
  void givenStream_whenSomethingBelongsToNoRequest_thenItComesAsWell() throws Exception {
    try (var stream = open("/mcp/sse")) {
      gateway.only().push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");

      assertThat(stream.next()).contains("list_changed");
    }
  }

  @Test
  void givenCallThatTakesLong_whenAnotherIsPosted_thenItDoesNotWait() throws Exception {
    var release = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      release.await();
      return ScriptedGateway.result(request, "{}");
    });
    gateway.on("quick", (request, related) -> ScriptedGateway.result(request, "{}"));
    try (var stream = open("/mcp/sse")) {
      var ignored = post(stream.endpoint, CALL);
      var alsoIgnored = post(stream.endpoint, CALL.replace("call", "quick").replace("7", "8"));

      assertThat(stream.next()).contains("\"id\":8");
      release.countDown();
      assertThat(stream.next()).contains("\"id\":7");
    }
  }

  @Test
  void givenIdInUse_whenUsedAgain_thenItIsRefused() throws Exception {
    var release = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      release.await();
      return ScriptedGateway.result(request, "{}");
    });
    try (var stream = open("/mcp/sse")) {
      var ignored = post(stream.endpoint, CALL);
      var alsoIgnored = post(stream.endpoint, CALL);

      assertThat(stream.next()).contains("\"id\":7", "-32600");
      release.countDown();
    }
  }

  @Test
  void givenClient_whenSomebodyEndsItsSession_thenItsStreamEnds() throws Exception {
    var stream = open("/mcp/sse");

    gateway.end(CallContext.system("test"), "1");

    await().until(() -> post(stream.endpoint, CALL).statusCode() == 404);
    stream.close();
  }

  @Test
  void givenClientThatLeaves_whenItIsNoticed_thenItsSessionEnds() throws Exception {
    var stream = open("/mcp/sse");
    assertThat(gateway.open()).isEqualTo(1);

    stream.close();

    await().until(() -> gateway.open() == 0);
    assertThat(post(stream.endpoint, CALL).statusCode()).isEqualTo(404);
  }

  @Test
  void givenSessionOfAnotherAddress_whenPostedTo_thenItIsNotFound() throws Exception {
    try (var stream = open("/mcp/sse")) {
      var answer = post(stream.endpoint.replace("/mcp", "/mcp/servers/files"), CALL);

      assertThat(answer.statusCode()).isEqualTo(404);
    }
  }

  @Test
  void givenUnknownServer_whenOpened_thenItIsNotFound() throws Exception {
    assertThat(get("/mcp/servers/nobody/sse").statusCode()).isEqualTo(404);
  }

  @Test
  void givenNoRoomForSessions_whenOpened_thenItIsRefused() throws Exception {
    gateway.full = true;

    assertThat(get("/mcp/sse").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "[]"})
  void givenMessageThatIsNone_whenPosted_thenItIsRefusedAtOnce(String body) throws Exception {
    try (var stream = open("/mcp/sse")) {
      var answer = post(stream.endpoint, body);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"id\":null");
    }
  }

  @Test
  void givenMessageThatIsTooLong_whenPosted_thenItIsRefused() throws Exception {
    try (var stream = open("/mcp/sse")) {
      assertThat(post(stream.endpoint, "x".repeat(10_001)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void givenWrongMethod_whenUsed_thenTheRightOneIsNamed() throws Exception {
    var answer = post("/mcp/sse", CALL);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void givenPageOfAnotherSite_whenItOpensAStream_thenItIsForbidden() throws Exception {
    var answer = client.send(
        request("/mcp/sse").header("Origin", "http://evil.example").GET().build(),
        BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(gateway.opened()).isZero();
  }

  @Test
  void givenOpenStream_whenTheServerStops_thenItEnds() throws Exception {
    try (var stream = open("/mcp/sse")) {
      server.close();

      assertThat(stream.reader.next()).isEmpty();
    }
  }

  /** An open event stream. */
  private static final class Stream implements AutoCloseable {

    private final InputStream body;
    private final SseReader reader;
    private final String endpoint;

    Stream(HttpResponse<InputStream> response) throws Exception {
      body = response.body();
      reader = new SseReader(body, 1_000_000);
      SseEvent first = reader.next().orElseThrow();
      assertThat(first.type()).isEqualTo("endpoint");
      endpoint = new String(first.data(), UTF_8);
    }

    String next() throws Exception {
      SseEvent event = reader.next().orElseThrow();
      assertThat(event.type()).isEqualTo("message");
      return new String(event.data(), UTF_8);
    }

    @Override
    public void close() throws Exception {
      body.close();
    }
  }

  private Stream open(String path) throws Exception {
    return new Stream(client.send(request(path).GET().build(), BodyHandlers.ofInputStream()));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20));
  }
}
