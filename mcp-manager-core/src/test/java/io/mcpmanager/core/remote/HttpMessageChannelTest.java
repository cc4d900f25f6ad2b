package io.mcpmanager.core.remote;

import static io.mcpmanager.core.remote.McpPeer.brokenStream;
import static io.mcpmanager.core.remote.McpPeer.json;
import static io.mcpmanager.core.remote.McpPeer.status;
import static io.mcpmanager.core.remote.McpPeer.stream;
import static io.mcpmanager.core.remote.McpPeer.text;
import static io.mcpmanager.core.remote.McpPeer.wholeStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpPeer;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
class HttpMessageChannelTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
  private static final String ERROR =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"no\"}}";
  private static final String PROGRESS =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}";
  private static final int MAX = 1000;

  private final SystemClock clock = new SystemClock();
  private final HttpClientPool client =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime);
  private final Recorder recorder = new Recorder();
  private McpPeer peer;
  private HttpMessageChannel channel;

  @BeforeEach
  void open() throws IOException {
    peer = new McpPeer();
    channel = channelWith(Map.of());
  }

  @AfterEach
  void close() {
    channel.close();
    client.close();
    peer.close();
    clock.close();
  }

  @Test
  void givenMessageWithHeaders_whenSent_thenTheyAreThereAndABrokenStreamIsNotResumed() {
    peer.on("POST", brokenStream("id: 7\ndata: " + PROGRESS + "\n\n"));
    channel.negotiated("2026-07-28");
    var message = new OutboundMessage(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\"}".getBytes(UTF_8),
        "x",
        true,
        Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "x"));

    assertThatThrownBy(() -> channel.send(message, LONG)).isInstanceOf(ChannelException.class);

    assertThat(peer.heads("GET")).isEmpty();
    assertThat(peer.heads("POST"))
        .singleElement()
        .asString()
        .containsOnlyOnce("mcp-protocol-version: 2026-07-28")
        .contains("mcp-method: x")
        .doesNotContain("mcp-session-id");
  }

  @Test
  void givenNoSession_whenNotificationIsSent_thenNothingIsPosted() throws Exception {
    channel.negotiated("2026-07-28");

    channel.send(new OutboundMessage(PROGRESS.getBytes(UTF_8), "notifications/x", false), LONG);

    assertThat(peer.heads("POST")).isEmpty();
  }

  @Test
  void givenUnknownMethod_whenTheStatusIs404_thenItsErrorIsTheAnswer() throws Exception {
    peer.on("POST", json(404, ERROR));
    channel.negotiated("2026-07-28");

    channel.send(request("x"), LONG);

    assertThat(recorder.messages).containsExactly(ERROR);
  }

  @Test
  void givenJsonAnswer_whenSent_thenItComesOnTheSendersThread() throws Exception {
    peer.on("POST", json(RESULT));

    channel.send(request("ping"), LONG);

    assertThat(recorder.messages).containsExactly(RESULT);
    assertThat(recorder.deliveries)
        .containsExactly(Thread.currentThread().getName() + " " + RESULT);
  }

  @Test
  void givenEventStream_whenSent_thenAllUpToTheResponseComesInOrder() throws Exception {
    peer.on(
        "POST", wholeStream(event(PROGRESS), ": still here\n\n", event(PROGRESS), event(RESULT)));

    channel.send(request("tools/call"), LONG);

    assertThat(recorder.messages).containsExactly(PROGRESS, PROGRESS, RESULT);
    assertThat(recorder.deliveries)
        .allMatch(delivery -> delivery.startsWith(Thread.currentThread().getName() + " "));
  }

  @Test
  void givenStreamThatStaysOpen_whenTheResponseHasCome_thenSendingReturns() throws Exception {
    peer.on("POST", stream(event(RESULT)), stream(event("[" + PROGRESS + "," + RESULT + "]")));

    channel.send(request("ping"), LONG);
    channel.send(request("ping"), LONG);

    assertThat(recorder.messages).hasSize(2);
  }

  @Test
  void givenStreamThatBreaks_whenEventsAreNumbered_thenItIsResumed() throws Exception {
    peer.on(
            "POST",
            brokenStream("retry: 50\n\n", "id: a1\ndata: " + PROGRESS + "\n\n", "id: a2\nda"))
        .on("GET", brokenStream(), status(503), wholeStream(), wholeStream(event(RESULT)));

    channel.send(request("tools/call"), LONG);

    assertThat(recorder.messages).containsExactly(PROGRESS, RESULT);
    assertThat(peer.heads("GET"))
        .hasSize(4)
        .allMatch(head -> head.contains("last-event-id: a1\r\n"));
  }

  @Test
  void givenStreamThatBreaks_whenItCannotBeResumed_thenSendingFails() throws Exception {
    peer.on("POST", brokenStream(event(PROGRESS)), wholeStream("id: 1\nretry: 1\ndata:\n\n"))
        .on("GET", status(405));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> channel.send(request("tools/call"), LONG))
          .isInstanceOfSatisfying(
              ChannelException.class, e -> assertThat(e.neverSent()).isFalse());
    }
    assertThat(peer.heads("GET")).hasSize(1);
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenResumedStreamThatHangs_whenTimeIsUp_thenSendingFailsInTime() throws Exception {
    peer.on("POST", wholeStream("id: 1\nretry: 1\ndata:\n\n")).on("GET", stream());

    assertTimesOut(Duration.ofMillis(300));

    assertThat(peer.heads("GET")).hasSize(1);
  }

  @Test
  void givenSession_whenNegotiated_thenLaterRequestsSayBoth() throws Exception {
    peer.on("POST", json(RESULT, "Mcp-Session-Id: s-1"), status(202));

    channel.send(request("initialize"), LONG);
    channel.negotiated("2025-11-25");
    channel.send(new OutboundMessage(PROGRESS.getBytes(UTF_8), "notifications/x", false), LONG);

    assertThat(peer.heads("POST").get(0))
        .doesNotContain("mcp-session-id", "mcp-protocol-version")
        .contains("accept: application/json, text/event-stream\r\n")
        .contains("content-type: application/json\r\n");
    assertThat(peer.heads("POST").get(1))
        .contains("mcp-session-id: s-1\r\n", "mcp-protocol-version: 2025-11-25\r\n");
    assertThat(recorder.messages).containsExactly(RESULT);
  }

  @Test
  void givenConfiguredHeaders_whenSent_thenTheyAddToOursButReplaceNone() throws Exception {
    peer.on("POST", json(RESULT));
    channel = channelWith(
        Map.of("Authorization", "Bearer t", "ACCEPT", "text/plain", "Mcp-Session-Id", "stolen"));

    channel.send(request("ping"), LONG);

    assertThat(peer.heads("POST")).singleElement().satisfies(head -> assertThat(head)
        .contains("authorization: bearer t\r\n", "accept: application/json, text/event-stream\r\n")
        .doesNotContain("text/plain", "stolen"));
  }

  @Test
  void givenSession_whenTheServerNoLongerKnowsIt_thenTheChannelEnds() throws Exception {
    peer.on("POST", json(RESULT, "Mcp-Session-Id: s-1"), json(404, ERROR));
    var instance = new RemoteInstance(channel);
    channel.send(request("initialize"), LONG);

    assertThatThrownBy(() -> channel.send(request("ping"), LONG))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isTrue());

    assertThat(recorder.closed).containsExactly("the server has ended the session");
    assertThat(instance.exit())
        .isCompletedWithValueMatching(exit ->
            !exit.requested() && !exit.clean() && exit.description().contains("ended the session"));
    channel.close();
    assertThat(recorder.closed).hasSize(1);
    assertThat(peer.heads("DELETE")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 500, 503})
  void givenErrorStatus_whenSent_thenTheMessageNamesItAndNoSecret(int status) {
    peer.on("POST", json(status, "{\"error\":\"Bearer secret\"}", "WWW-Authenticate: secret"));
    channel = channelWith(Map.of("Authorization", "Bearer secret"));

    assertThatThrownBy(() -> channel.send(request("ping"), LONG))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isEqualTo(status < 500))
        .hasMessageContaining("HTTP status " + status)
        .hasMessageNotContainingAny("secret", "a=b", "/mcp");
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenErrorStatus_whenItCarriesTheErrorOfTheRequest_thenThatIsTheAnswer() throws Exception {
    peer.on(
        "POST", json(400, ERROR), json(400, ERROR.replace("\"id\":1", "\"id\":\"server-error\"")));

    channel.send(request("tools/call"), LONG);

    assertThat(recorder.messages).containsExactly(ERROR);
    assertThatThrownBy(() -> channel.send(request("tools/call"), LONG))
        .hasMessageContaining("HTTP status 400");
    assertThat(recorder.messages).hasSize(1);
  }

  @Test
  void givenPage_whenAnAnswerIsDue_thenItsTypeIsNamed() {
    peer.on("POST", text("<html>"));

    assertThatThrownBy(() -> channel.send(request("ping"), LONG))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("content type 'text/html'");
  }

  @Test
  void givenAnswerOverTheBound_whenSent_thenReceiverAndSenderKnow() throws Exception {
    String large = "{\"id\":1,\"result\":\"" + "x".repeat(MAX) + "\"}";
    peer.on("POST", json(large), stream(event(large)), json(RESULT));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> channel.send(request("ping"), LONG))
          .isInstanceOfSatisfying(
              McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }
    channel.send(request("ping"), LONG);

    assertThat(recorder.oversized)
        .hasSize(2)
        .allMatch(head -> head.startsWith(large.length() + " {\"id\":1,\"result\":\"xxx"))
        .allMatch(head -> head.length() <= 261);
    assertThat(recorder.messages).containsExactly(RESULT);
  }

  @Test
  void givenHangingServer_whenTimeIsUp_thenSendingFailsInTime() {
    peer.on("POST", (request, out, socket) -> {}, stream(event(PROGRESS)));

    assertTimesOut(Duration.ofMillis(200));
    assertTimesOut(Duration.ofMillis(200));
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenNobodyListening_whenSent_thenItWasNeverSentAndTheInstanceEnds() {
    var instance = new RemoteInstance(channel);
    peer.close();

    assertThatThrownBy(() -> channel.send(request("initialize"), LONG))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isTrue())
        .hasMessageMatching("cannot connect to http://127.0.0.1:\\d+: Connection re(fused|set).*");

    assertThat(instance.exit().join().description()).startsWith("cannot connect to http://");
    assertThat(instance.exit().join().requested()).isFalse();
    assertThat(recorder.closed).hasSize(1);
  }

  @Test
  void givenServerThatHangs_whenTheSenderIsInterrupted_thenItStops() throws Exception {
    var asked = new CountDownLatch(2);
    peer.on("POST", (request, out, socket) -> asked.countDown(), (request, out, socket) -> {
      stream(event(PROGRESS)).to(request, out, socket);
      asked.countDown();
    });
    var results = new ArrayList<CompletableFuture<Throwable>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      var result = new CompletableFuture<Throwable>();
      results.add(result);
      threads.add(Thread.startVirtualThread(() -> result.complete(sendFailing())));
    }
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    threads.forEach(Thread::interrupt);

    for (var result : results) {
      assertThat(result.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenAnswersUnderWay_whenClosed_thenSendersFailAndTheReceiverIsToldOnce() throws Exception {
    var asked = new CountDownLatch(1);
    peer.on("POST", (request, out, socket) -> {
      stream(event(PROGRESS)).to(request, out, socket);
      asked.countDown();
    });
    var result = new CompletableFuture<Throwable>();
    Thread.startVirtualThread(() -> result.complete(sendFailing()));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    channel.close();
    channel.close();

    assertThat(result.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isFalse());
    assertThatThrownBy(() -> channel.send(request("ping"), LONG))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isTrue());
    assertThat(recorder.closed).containsExactly("closed");
  }

  @Test
  void givenClosedChannel_whenOpenedLate_thenTheReceiverIsToldOnce() {
    var late = new HttpMessageChannel(
        client, clock, new McpRequests(peer.uri(), Map.of()), HttpMessageChannel.Peer.UP, MAX);
    late.close();

    late.open(recorder);
    late.close();

    assertThat(recorder.closed).containsExactly("closed");
  }

  @Test
  void givenUnsolicitedMessages_whenTheirStreamDrops_thenItGoesOnAfterTheLastOne()
      throws Exception {
    peer.on("POST", json(RESULT, "Mcp-Session-Id: s-1"), status(202))
        .on(
            "GET",
            brokenStream("retry: 50\n\n", "id: n1\ndata: {\"a\":1}\n\n"),
            status(503),
            stream("id: n2\ndata: {\"a\":2}\n\n", event("\"" + "y".repeat(MAX) + "\"")));

    handshake();

    await().atMost(LONG).until(() -> !recorder.oversized.isEmpty());
    assertThat(recorder.messages).containsExactly(RESULT, "{\"a\":1}", "{\"a\":2}");
    assertThat(peer.heads("GET"))
        .hasSize(3)
        .allMatch(head -> head.contains("mcp-session-id: s-1\r\n")
            && head.contains("mcp-protocol-version: 2025-11-25\r\n")
            && head.contains("accept: text/event-stream\r\n"));
    assertThat(peer.heads("GET").get(0)).doesNotContain("last-event-id");
    assertThat(peer.heads("GET").subList(1, 3))
        .allMatch(head -> head.contains("last-event-id: n1"));
  }

  @Test
  void givenUnsolicitedStreamThatOpensLate_whenItIsOpen_thenItIsToldThatMessagesMayBeLost()
      throws Exception {
    var free = new CountDownLatch(1);
    HttpPeer.Answer late = stream("id: n1\ndata: {\"a\":1}\n\n");
    peer.on("POST", json(RESULT), status(202)).on("GET", (request, out, socket) -> {
      free.await();
      late.to(request, out, socket);
    });

    handshake();
    assertThat(recorder.gaps).hasValue(0);
    free.countDown();

    await().atMost(LONG).until(() -> recorder.messages.contains("{\"a\":1}"));
    assertThat(recorder.gaps).hasValue(1);
  }

  @Test
  void givenServerWithoutUnsolicitedStream_whenAsked_thenCallsStillWork() throws Exception {
    peer.on("POST", json(RESULT), status(202), json(RESULT)).on("GET", status(405));

    handshake();
    await().atMost(LONG).until(() -> peer.heads("GET").size() == 1);
    channel.send(request("ping"), LONG);

    assertThat(recorder.messages).hasSize(2);
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void givenSessionLostWithItsStream_whenTheStreamIsReopened_thenTheChannelEnds() throws Exception {
    peer.on("POST", json(RESULT, "Mcp-Session-Id: s-1"), status(202))
        .on("GET", brokenStream("retry: 50\n\n"), status(404));

    handshake();

    await().atMost(LONG).until(() -> channel.ended().isDone());
    assertThat(recorder.closed).containsExactly("the server has ended the session");
  }

  @Test
  void givenSession_whenStopped_thenTheServerIsToldAndTheStreamEnds() throws Exception {
    peer.on("POST", json(RESULT, "Mcp-Session-Id: s-1"), status(202))
        .on("GET", stream(event("{}")))
        .on("DELETE", status(200));
    var instance = new RemoteInstance(channel);
    handshake();
    await().atMost(LONG).until(() -> recorder.messages.size() == 2);

    instance.stop(LONG);
    instance.stop(LONG);

    assertThat(peer.heads("DELETE")).singleElement().satisfies(head -> assertThat(head)
        .contains("mcp-session-id: s-1\r\n", "mcp-protocol-version: 2025-11-25\r\n"));
    assertThat(instance.exit().join().requested()).isTrue();
    assertThat(peer.heads("GET")).hasSize(1);
  }

  @Test
  void givenManySenders_whenAllSendAtOnce_thenEachGetsItsOwnAnswer() throws Exception {
    peer.on("POST", (request, out, socket) -> {
      RequestId id = Envelope.read(request.body()).id().orElseThrow();
      String answer = RESULT.replace("\"id\":1", "\"id\":" + new String(id.toJson(), UTF_8));
      HttpPeer.Answer reply = id.hashCode() % 2 == 0 ? json(answer) : wholeStream(event(answer));
      reply.to(request, out, socket);
    });
    var failure = new AtomicReference<Throwable>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 50; i++) {
      int id = i;
      threads.add(Thread.ofVirtual().name("sender-" + id).start(() -> {
        try {
          for (int turn = 0; turn < 10; turn++) {
            channel.send(request(id, "ping"), LONG);
          }
        } catch (Exception e) {
          failure.set(e);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failure).hasNullValue();
    assertThat(recorder.deliveries).hasSize(500).allSatisfy(delivery -> assertThat(delivery)
        .matches("sender-(\\d+) .*\"id\":\\1,.*"));
  }

  private void handshake() throws InterruptedException {
    channel.send(request("initialize"), LONG);
    channel.negotiated("2025-11-25");
    byte[] initialized =
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(UTF_8);
    channel.send(new OutboundMessage(initialized, "notifications/initialized", false), LONG);
  }

  private Throwable sendFailing() {
    try {
      channel.send(request("tools/call"), LONG);
      return new AssertionError("sent");
    } catch (Exception e) {
      return e;
    }
  }

  private void assertTimesOut(Duration timeout) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> channel.send(request("ping"), timeout))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
        .hasMessageContaining("did not answer");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(timeout.minusMillis(1), timeout.plusSeconds(5));
  }

  private HttpMessageChannel channelWith(Map<String, String> headers) {
    var made = new HttpMessageChannel(
        client, clock, new McpRequests(peer.uri(), headers), HttpMessageChannel.Peer.UP, MAX);
    made.open(recorder);
    return made;
  }

  private static OutboundMessage request(String method) {
    return request(1, method);
  }

  private static OutboundMessage request(int id, String method) {
    String json = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
    return new OutboundMessage(json.getBytes(UTF_8), method, true);
  }

  private static String event(String data) {
    return "event: message\ndata: " + data + "\n\n";
  }
}
