package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class McpFeatureTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\"}";
  private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}";
  private static final String BOTH = "application/json, text/event-stream";

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ManualClock clock = new ManualClock();
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
      List.of(new McpFeature(
          gateway,
          clock,
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

  @Test
  void givenNoSession_whenInitialized_thenOneIsOpenedAndNamed() throws Exception {
    var answer = send(post("/mcp", INITIALIZE));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Mcp-Session-Id")).contains("secret-1");
    assertThat(answer.body()).contains("\"id\":0", "\"result\"");
  }

  @Test
  void givenInitializeThatFails_whenAnswered_thenNoSessionIsLeft() throws Exception {
    gateway.on(
        "initialize",
        (request, related) -> Messages.error(request.id().orElseThrow(), -32602, "no", null));

    var answer = send(post("/mcp", INITIALIZE));

    assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    assertThat(answer.body()).contains("-32602");
    assertThat(gateway.open()).isZero();
  }

  @Test
  void givenNoSession_whenSomethingElseIsSent_thenItIsRefused() throws Exception {
    var answer = send(post("/mcp", CALL));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":-32000", "Mcp-Session-Id");
    assertThat(gateway.opened()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"jsonrpc\":|-32700", "{}|-32600", "''|-32700", "[]|-32600"})
  void givenNoSession_whenMessageIsMalformed_thenTheErrorSaysHow(String body, int code)
      throws Exception {
    var answer = send(post("/mcp", body));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":" + code, "\"id\":null");
  }

  @Test
  void givenUnknownSession_whenUsed_thenItIsNotFound() throws Exception {
    var answer = send(post("/mcp", CALL).header("Mcp-Session-Id", "gone"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"code\":-32001");
  }

  @Test
  void givenSessionOfAnotherScope_whenUsed_thenItIsNotFound() throws Exception {
    String session = open("/mcp");

    var answer = send(post("/mcp/servers/files", CALL).header("Mcp-Session-Id", session));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void givenServerInThePath_whenInitialized_thenTheSessionSeesThatServer() throws Exception {
    open("/mcp/servers/files");

    assertThat(gateway.only().scope().text()).isEqualTo("server:files");
  }

  @Test
  void givenUnknownServerInThePath_whenInitialized_thenItIsNotFound() throws Exception {
    var answer = send(post("/mcp/servers/nobody", INITIALIZE));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("\"jsonrpc\"", "nobody");
  }

  @Test
  void givenTooManySessions_whenInitialized_thenItIsUnavailable() throws Exception {
    gateway.full = true;

    assertThat(send(post("/mcp", INITIALIZE)).statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/event-stream", "text/html"})
  void givenClientThatCannotTakeBothForms_whenItPosts_thenItIsNotAcceptable(String accept)
      throws Exception {
    var answer = send(post("/mcp", INITIALIZE).setHeader("Accept", accept));

    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(answer.body()).contains("\"jsonrpc\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "application/*, text/*", "Application/JSON, text/event-stream;q=0.5"})
  void givenClientThatTakesAnything_whenItPosts_thenItIsServed(String accept) throws Exception {
    assertThat(send(post("/mcp", INITIALIZE).setHeader("Accept", accept)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void givenAnotherContentType_whenPosted_thenItIsUnsupported() throws Exception {
    var answer = send(post("/mcp", INITIALIZE).setHeader("Content-Type", "text/plain"));

    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void givenContentTypeWithCharset_whenPosted_thenItIsServed() throws Exception {
    var request =
        post("/mcp", INITIALIZE).setHeader("Content-Type", "application/json; charset=utf-8");

    assertThat(send(request).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"2025-03-26,202", "2025-06-18,202", "2025-11-25,202", "2024-11-05,202", "nonsense,400"
  })
  void givenProtocolVersionHeader_whenPosted_thenOnlySupportedOnesPass(String version, int status)
      throws Exception {
    String session = open("/mcp");

    var answer = send(post("/mcp", NOTE)
        .header("Mcp-Session-Id", session)
        .header("MCP-Protocol-Version", version));

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void givenMessageOverTheBound_whenPosted_thenItIsTooLarge() throws Exception {
    String session = open("/mcp");
    String large = CALL.replace("call", "x".repeat(10_000));

    assertThat(send(post("/mcp", large).header("Mcp-Session-Id", session)).statusCode())
        .isEqualTo(413);
    var chunked = post("/mcp", "")
        .header("Mcp-Session-Id", session)
        .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(large)));
    assertThat(send(chunked).statusCode()).isEqualTo(413);
  }

  @Test
  void givenSession_whenMessageIsMalformed_thenStatusSaysSoToo() throws Exception {
    String session = open("/mcp");

    var answer = send(post("/mcp", "{oops").header("Mcp-Session-Id", session));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("-32700");
  }

  @Test
  void givenQuickAnswer_whenCalled_thenItIsPlainJson() throws Exception {
    gateway.on("call", (request, related) -> ScriptedGateway.result(request, "{\"ok\":true}"));
    String session = open("/mcp");

    var answer = send(post("/mcp", CALL).header("Mcp-Session-Id", session));

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"ok\":true}}");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void givenRelatedMessages_whenCalled_thenTheyComeBeforeTheAnswerOnAStream() throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept(bytes("{\"progress\":1}"));
      related.accept(bytes("{\"progress\":2}"));
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");

    var answer = stream(post("/mcp", CALL).header("Mcp-Session-Id", session));
    List<SseEvent> events = all(answer);

    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
    assertThat(events)
        .extracting(McpFeatureTest::text)
        .containsExactly(
            "",
            "{\"progress\":1}",
            "{\"progress\":2}",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
    assertThat(events)
        .extracting(SseEvent::id)
        .containsExactly("1-0-Nw", "1-1-Nw", "1-2-Nw", "1-3-Nw");
  }

  @Test
  void givenClientOfAnOlderRevision_whenStreamed_thenThereIsNoEmptyEvent() throws Exception {
    gateway.revision = ProtocolRevision.V2025_06_18;
    gateway.on("call", (request, related) -> {
      related.accept(bytes("{\"progress\":1}"));
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");

    List<SseEvent> events = all(stream(post("/mcp", CALL).header("Mcp-Session-Id", session)));

    assertThat(events).hasSize(2);
    assertThat(text(events.getFirst())).isEqualTo("{\"progress\":1}");
  }

  @Test
  void givenSlowAnswer_whenItTakesTooLong_thenTheResponseBecomesAStream() throws Exception {
    var release = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      awaitLatch(release);
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");
    var pending = client.sendAsync(
        post("/mcp", CALL).header("Mcp-Session-Id", session).build(), BodyHandlers.ofInputStream());
    await().until(() -> clock.pending() == 1);

    clock.advance(Duration.ofSeconds(5));
    var answer = pending.get(10, TimeUnit.SECONDS);
    release.countDown();

    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(all(answer)).extracting(McpFeatureTest::text).last().asString().contains("result");
  }

  @Test
  void givenDroppedConnection_whenResumed_thenTheCallHasGoneOnAndNothingIsLostOrDoubled()
      throws Exception {
    var dropped = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      related.accept(bytes("{\"progress\":1}"));
      awaitLatch(dropped);
      related.accept(bytes("{\"progress\":2}"));
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");
    var answer = stream(post("/mcp", CALL).header("Mcp-Session-Id", session));
    var reader = new SseReader(answer.body(), 10_000);
    reader.next();
    SseEvent first = reader.next().orElseThrow();
    answer.body().close();
    dropped.countDown();

    var resumed = stream(get(session).header("Last-Event-ID", first.id()));

    assertThat(all(resumed))
        .extracting(McpFeatureTest::text)
        .containsExactly("", "{\"progress\":2}", "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
  }

  @Test
  void givenFinishedStream_whenResumedAgain_thenItIsReplayedAndEnds() throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept(bytes("{\"progress\":1}"));
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");
    all(stream(post("/mcp", CALL).header("Mcp-Session-Id", session)));

    List<SseEvent> again = all(stream(get(session).header("Last-Event-ID", "1-1-Nw")));

    assertThat(again).extracting(SseEvent::id).containsExactly("1-1-Nw", "1-2-Nw");
  }

  @Test
  void givenCallThatIsStreamed_whenAnswered_thenItsSessionWasTold() throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept(bytes("{\"progress\":1}"));
      return ScriptedGateway.result(request, "{}");
    });
    String session = open("/mcp");

    all(stream(post("/mcp", CALL).header("Mcp-Session-Id", session)));

    assertThat(gateway.only().streamed).containsExactly(CALL);
  }

  @Test
  void givenStreamOfTheManagerBefore_whenResumed_thenTheClientIsToldThatItsRequestIsLost()
      throws Exception {
    gateway.life = 1;
    String session = open("/mcp");

    List<SseEvent> events = all(stream(get(session).header("Last-Event-ID", "4-2-Nw")));

    assertThat(events).hasSize(2);
    assertThat(text(events.getLast()))
        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32603,")
        .contains("interrupted and not repeated");
    assertThat(events.getLast().id()).startsWith("1000000001-1-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "99-1", "-1-1", "1-"})
  void givenUnknownEventId_whenResumed_thenItIsRefused(String id) throws Exception {
    String session = open("/mcp");

    assertThat(send(get(session).header("Last-Event-ID", id)).statusCode()).isEqualTo(400);
  }

  @Test
  void givenListener_whenMessagesComeWithoutRequest_thenItGetsThemAndNobodyElseCanListen()
      throws Exception {
    String session = open("/mcp");
    gateway.only().push("{\"n\":1}");
    var stream = stream(get(session));
    var reader = new SseReader(stream.body(), 10_000);
    reader.next();
    gateway.only().push("{\"n\":2}");

    assertThat(text(reader.next().orElseThrow())).isEqualTo("{\"n\":1}");
    assertThat(text(reader.next().orElseThrow())).isEqualTo("{\"n\":2}");
    assertThat(send(get(session)).statusCode()).isEqualTo(409);
    stream.body().close();
  }

  @Test
  void givenListenerThatVanished_whenItResumes_thenItGoesOnWhereItWas() throws Exception {
    String session = open("/mcp");
    var stream = stream(get(session));
    var reader = new SseReader(stream.body(), 10_000);
    reader.next();
    gateway.only().push("{\"n\":1}");
    String last = reader.next().orElseThrow().id();
    stream.body().close();
    gateway.only().push("{\"n\":2}");
    gateway.only().push("{\"n\":3}");

    var resumed = stream(get(session).header("Last-Event-ID", last));
    var again = new SseReader(resumed.body(), 10_000);
    again.next();

    assertThat(text(again.next().orElseThrow())).isEqualTo("{\"n\":2}");
    assertThat(text(again.next().orElseThrow())).isEqualTo("{\"n\":3}");
    resumed.body().close();
  }

  @Test
  void givenListenerThatVanished_whenKeepAliveFails_thenTheSessionKeepsMessagesAgain()
      throws Exception {
    String session = open("/mcp");
    var stream = stream(get(session));
    await().until(gateway.only()::attached);

    stream.body().close();

    await().until(() -> !gateway.only().attached());
  }

  @Test
  void givenSession_whenDeleted_thenItsStreamEndsAndItIsUnknown() throws Exception {
    String session = open("/mcp");
    var stream = stream(get(session));

    var deleted =
        send(HttpRequest.newBuilder(uri("/mcp")).DELETE().header("Mcp-Session-Id", session));

    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(all(stream)).hasSizeLessThanOrEqualTo(1);
    assertThat(send(post("/mcp", NOTE).header("Mcp-Session-Id", session)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void givenSessionThatEndedByItself_whenStreamIsIdle_thenItEnds() throws Exception {
    String session = open("/mcp");
    var stream = stream(get(session));

    gateway.only().close();

    assertThat(all(stream)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void givenNoSession_whenListening_thenItIsRefused() throws Exception {
    var request = HttpRequest.newBuilder(uri("/mcp")).header("Accept", "text/event-stream");

    assertThat(send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void givenClientThatTakesNoStream_whenListening_thenItIsNotAcceptable() throws Exception {
    String session = open("/mcp");

    assertThat(send(get(session).setHeader("Accept", "application/json")).statusCode())
        .isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "PATCH", "OPTIONS"})
  void givenOtherMethods_whenUsed_thenTheAllowedOnesAreNamed(String method) throws Exception {
    var answer = send(
        HttpRequest.newBuilder(uri("/mcp")).method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST, GET, DELETE");
  }

  @Test
  void givenOpenStreams_whenServerStops_thenTheyEnd() throws Exception {
    String session = open("/mcp");
    var stream = stream(get(session));
    await().until(gateway.only()::attached);

    server.close();

    assertThat(all(stream)).hasSizeLessThanOrEqualTo(1);
  }

  private String open(String path) throws IOException, InterruptedException {
    return send(post(path, INITIALIZE)).headers().firstValue("Mcp-Session-Id").orElseThrow();
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(20))
        .header("Accept", BOTH)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder get(String session) {
    return HttpRequest.newBuilder(uri("/mcp"))
        .timeout(Duration.ofSeconds(20))
        .header("Accept", "text/event-stream")
        .header("Mcp-Session-Id", session);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<InputStream> stream(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  private static List<SseEvent> all(HttpResponse<InputStream> answer) throws IOException {
    List<SseEvent> events = new ArrayList<>();
    var reader = new SseReader(answer.body(), 100_000);
    for (Optional<SseEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static String text(SseEvent event) {
    return new String(event.data(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
