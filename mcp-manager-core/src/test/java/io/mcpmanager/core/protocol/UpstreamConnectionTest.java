package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class UpstreamConnectionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final List<String> notifications = new CopyOnWriteArrayList<>();
  private final List<String> irregular = new CopyOnWriteArrayList<>();
  private final UpstreamListener listener = new UpstreamListener() {
    @Override
    public void onNotification(Envelope notification) {
      notifications.add(notification.method());
    }

    @Override
    public void onIrregular(String what, long count) {
      irregular.add(what);
    }
  };

  private UpstreamConnection open(MessageChannel over, int maxInFlight)
      throws InterruptedException {
    return UpstreamConnection.open(
        over, listener, clock, new ClientIdentity("me", "1"), maxInFlight, SECOND);
  }

  /** Opens with a server that answers initialize and nothing else. */
  private UpstreamConnection open() throws InterruptedException {
    channel.answerWith(message -> message.contains("\"initialize\"")
        ? Optional.of(initializeAnswer("2025-11-25"))
        : Optional.empty());
    UpstreamConnection connection = open(channel, 2);
    channel.awaitSent(SOON);
    channel.awaitSent(SOON);
    return connection;
  }

  private static String initializeAnswer(String revision) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"" + revision
        + "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"fake\",\"version\":\"7\"}}}";
  }

  @Test
  void givenGapBeforeNotificationsCame_whenItIsTold_thenAnythingMayHaveChanged() throws Exception {
    channel.answerWith(message -> message.contains("\"initialize\"")
        ? Optional.of(initializeAnswer("2025-11-25")
            .replace("{\"tools\":{}}", "{\"tools\":{\"listChanged\":true},\"prompts\":{}}"))
        : message.contains("\"id\"")
            ? Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + idOf(message) + ",\"result\":{}}")
            : Optional.empty());
    try (UpstreamConnection connection = open(channel, 1)) {
      connection.subscribe("file:///a", SECOND);
      connection.subscribe("file:///b", SECOND);
      connection.unsubscribe("file:///b", SECOND);

      channel.gap();

      assertThat(notifications)
          .containsExactly("notifications/tools/list_changed", "notifications/resources/updated");
    }
  }

  private static UpstreamRequest request(Cancellation cancellation) {
    Envelope message = Envelope.read(
        "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"tools/call\"}".getBytes(UTF_8));
    return new UpstreamRequest(
        message,
        splice -> {},
        SECOND,
        null,
        cancellation,
        ClientProfile.plain("", "", ProtocolRevision.V2025_11_25),
        null);
  }

  private static CompletableFuture<Optional<Envelope>> later(
      UpstreamConnection connection, UpstreamRequest request) {
    var answer = new CompletableFuture<Optional<Envelope>>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(connection.request(request));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private static McpManagerException failure(CompletableFuture<?> answer) throws Exception {
    try {
      answer.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpManagerException failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("expected a failure");
  }

  private static long idOf(String message) {
    return Long.parseLong(message.replaceAll(".*\"id\":(\\d+).*", "$1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void givenRevisionOfTheServer_whenOpened_thenItIsAgreedOn(String revision) throws Exception {
    channel.answerWith(message -> message.contains("\"initialize\"")
        ? Optional.of(initializeAnswer(revision))
        : Optional.empty());

    UpstreamConnection connection = open(channel, 1);

    assertThat(connection.greeting().revision().text()).isEqualTo(revision);
    assertThat(connection.greeting().name()).isEqualTo("fake");
    assertThat(connection.greeting().offers("tools")).isTrue();
    assertThat(connection.greeting().offers("prompts")).isFalse();
    assertThat(channel.negotiatedRevision()).contains(revision);
    assertThat(channel.sent())
        .hasSize(2)
        .last()
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2026-07-28\"}}|found 2026-07-28",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"yesterday\"}}|found yesterday",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}|no protocolVersion",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}|no protocolVersion",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-1,\"message\":\"go away\"}}|go away",
        "{\"id\":1,\"result\":{}}|not JSON-RPC",
        "nonsense|not JSON-RPC"
      })
  void givenBadAnswer_whenOpened_thenFailureSaysWhatWasFound(String answer, String found) {
    channel.answerWith(message -> Optional.of(answer));

    assertThatThrownBy(() -> open(channel, 1))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.HANDSHAKE_FAILED))
        .hasMessageContaining(found);
    assertThat(channel.isClosed()).isTrue();
  }

  @Test
  void givenNoAnswer_whenTimeIsUp_thenHandshakeFailsAndIsNotCancelled() throws Exception {
    var opened = new CompletableFuture<UpstreamConnection>();
    Thread.ofVirtual().start(() -> {
      try {
        opened.complete(open(channel, 1));
      } catch (InterruptedException | RuntimeException e) {
        opened.completeExceptionally(e);
      }
    });
    channel.awaitSent(SOON);

    clock.advance(SECOND);

    McpManagerException failure = failure(opened);
    assertThat(failure.code()).isEqualTo(ErrorCode.HANDSHAKE_FAILED);
    assertThat(failure).hasMessageContaining("1000 ms");
    assertThat(channel.sent()).hasSize(1);
  }

  @Test
  void givenFullTable_whenRequested_thenLimitIsReachedButPingGoesThrough() throws Exception {
    UpstreamConnection connection = open();
    var first = later(connection, request(new Cancellation()));
    var second = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);
    channel.awaitSent(SOON);

    McpManagerException refused = failure(later(connection, request(new Cancellation())));
    channel.answerWith(
        message -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + idOf(message) + ",\"result\":{}}"));

    assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_REACHED);
    assertThat(connection.ping(SECOND)).isZero();
    connection.close();
    assertThat(failure(first).code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    assertThat(failure(second).code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    assertThat(connection.closed()).isCompletedWithValue("closed by the manager");
  }

  @Test
  void givenFullTable_whenMoreIsAllowed_thenFurtherRequestsGoThroughAtOnce() throws Exception {
    UpstreamConnection connection = open();
    connection.maxInFlight(1);
    var first = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);
    assertThat(failure(later(connection, request(new Cancellation()))).code())
        .isEqualTo(ErrorCode.LIMIT_REACHED);

    connection.maxInFlight(2);
    var second = later(connection, request(new Cancellation()));

    channel.awaitSent(SOON);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    connection.close();
  }

  @Test
  void givenRequest_whenItsTimeIsUp_thenServerIsToldAndLateAnswerDoesNoHarm() throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));

    clock.advance(SECOND);

    assertThat(failure(answer).code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(channel.awaitSent(SOON)).contains("notifications/cancelled", "\"requestId\":" + id);
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    assertThat(irregular).isEmpty();
  }

  @Test
  void givenAnswersThatAreNone_whenTheTimeIsUp_thenTheFailureSaysWhatWasSeen() throws Exception {
    UpstreamConnection connection = open();
    channel.deliver("{\"odd\":\"before the call\"}");
    clock.advance(Duration.ofMillis(1));
    var answer = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":777,\"result\":{}}");
    clock.advance(SECOND);

    assertThat(failure(answer))
        .hasMessageContaining("was not answered within its time limit")
        .hasMessageContaining("it answered a request that was never sent, id 777");
    var quiet = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);
    channel.awaitSent(SOON);
    clock.advance(SECOND);
    assertThat(failure(quiet)).hasMessageEndingWith("time limit");
  }

  @Test
  void givenAResultWithoutId_whenOneCallWaits_thenThatCallFails() throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliver("{\"level\":\"info\",\"error\":\"a log line\"}");
    assertThat(answer).isNotDone();
    channel.deliver("{\"result\":{}}");

    assertThat(failure(answer)).hasMessageContaining("not JSON-RPC 2.0");
  }

  @Test
  void givenCancelledBeforeItIsSent_whenRequested_thenNothingIsSent() throws Exception {
    UpstreamConnection connection = open();
    var cancellation = new Cancellation();
    cancellation.cancel("no");

    assertThat(connection.request(request(cancellation))).isEmpty();
    assertThat(channel.sent()).hasSize(2);
  }

  @Test
  void givenRubbish_whenItArrives_thenItIsRemarkedAndCallsGoOn() throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));

    channel.deliver("{");
    channel.deliver("[]");
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":777,\"result\":{}}");
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":{}}");
    channel.deliver(
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"?\"}}");
    channel.deliver("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
    assertThat(answer).isNotDone();
    channel.deliver("[{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"ok\":true}}]");

    assertThat(new String(answer.get(10, TimeUnit.SECONDS).orElseThrow().bytes(), UTF_8))
        .contains("\"ok\":true");
    assertThat(irregular).hasSize(3); // the first, second and fourth of five
    assertThat(notifications).containsExactly("notifications/x");
  }

  @Test
  void givenAnswerThatIsNoJsonRpc_whenItNamesTheCall_thenOnlyThatCallFails() throws Exception {
    UpstreamConnection connection = open();
    var bad = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));
    var good = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliver("{\"id\":" + id + ",\"result\":{}}");

    assertThat(failure(bad).code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    assertThat(good).isNotDone();
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"id\":1,\"cut\":\"of",
        "{\"result\":{\"text\":\"a\u0001b\",\"id\":1},\"jsonrpc\":\"2.0\",\"id\":%d}",
        "{\"id\":%d,\"result\":{\"text\":\"say \"hi\"\"}},\"id\":1}",
        "debug {\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{}}"
      })
  void givenAnswerThatIsNoJson_whenItsIdStandsPlainly_thenOnlyThatCallFailsAtOnce(String answer)
      throws Exception {
    UpstreamConnection connection = open();
    var bad = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));
    var good = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliver(answer.formatted(id));

    McpManagerException failure = failure(bad);
    assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    assertThat(failure).hasMessageContaining("it sent a message that is not JSON-RPC 2.0: ");
    assertThat(good).isNotDone();
    connection.close();
  }

  @Test
  void givenAnswerNestedTooDeeply_whenItArrives_thenItsCallFailsAtOnce() throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));

    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + "[".repeat(200_000)
        + "]".repeat(200_000) + "}");

    assertThat(failure(answer)).hasMessageContaining("not JSON-RPC 2.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"x\",\"params\":{",
        "{\"jsonrpc\":\"2.0\",\"result\":{\"id\":%d}"
      })
  void givenBrokenMessage_whenTheIdIsNotThatOfAnAnswer_thenCallsGoOn(String message)
      throws Exception {
    UpstreamConnection connection = open();
    var first = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));
    var second = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliver(message.formatted(id));

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"id\":2,\"x\":\"",
        "{ \"id\" : %d , \"result\": [",
        "{\"result\":{\"id\":99,\"content\":[{\"text\":\"\\\"id\\\":98"
      })
  void givenOversizedAnswer_whenItIsTheirs_thenTheCallFails(String head) throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));

    channel.deliverOversized(head.formatted(id), "", 20_000_000);

    assertThat(failure(answer)).hasMessageContaining("20000000 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyz\"}]},\"jsonrpc\":\"2.0\",\"id\":%d}", "xyz\"}]}, \"id\" : %d } "})
  void givenOversizedAnswerWithItsIdLast_whenSeveralCallsWait_thenOnlyItsCallFails(String tail)
      throws Exception {
    UpstreamConnection connection = open();
    var other = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);
    var answer = later(connection, request(new Cancellation()));
    long id = idOf(channel.awaitSent(SOON));

    channel.deliverOversized(
        "{\"result\":{\"content\":[{\"text\":\"abc", tail.formatted(id), 20_000_000);

    assertThat(failure(answer)).hasMessageContaining("20000000 bytes");
    assertThat(other).isNotDone();
    connection.close();
  }

  @Test
  void givenOversizedNotification_whenItArrives_thenCallsGoOn() throws Exception {
    UpstreamConnection connection = open();
    var answer = later(connection, request(new Cancellation()));
    channel.awaitSent(SOON);

    channel.deliverOversized(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"par",
        "x\\\",\\\"id\\\":1}\"}}",
        20_000_000);

    assertThat(answer).isNotDone();
    assertThat(irregular).hasSize(1);
    connection.close();
  }

  @Test
  void givenRequestsOfTheServer_whenTheyArrive_thenPingIsAnsweredAndOthersRefused()
      throws Exception {
    open();

    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");
    assertThat(channel.awaitSent(SOON))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}");
    channel.deliver("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"roots/list\"}");
    assertThat(channel.awaitSent(SOON)).contains("\"id\":5", "-32601");
  }

  /** A channel that holds its sender, as one over HTTP does. */
  private static final class HoldingChannel implements MessageChannel {

    private final CountDownLatch held = new CountDownLatch(1);
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Receiver receiver;

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
      sent.add(new String(message.body(), UTF_8));
      if ("initialize".equals(message.method())) {
        receiver.onMessage(initializeAnswer("2025-11-25").getBytes(UTF_8));
      } else if ("tools/call".equals(message.method())) {
        held.countDown();
        new CountDownLatch(1).await();
      } else if ("ping".equals(message.method())) {
        receiver.onMessage("<html>".getBytes(UTF_8));
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void givenSenderThatIsHeld_whenCancelledOrLate_thenItIsLetGoWithoutAMark() throws Exception {
    var holding = new HoldingChannel();
    UpstreamConnection connection = open(holding, 2);
    var cancellation = new Cancellation();
    var marked = new CompletableFuture<Boolean>();
    Thread.ofVirtual().start(() -> {
      try {
        connection.request(request(cancellation));
        marked.complete(Thread.currentThread().isInterrupted());
      } catch (InterruptedException | RuntimeException e) {
        marked.completeExceptionally(e);
      }
    });
    holding.held.await();

    cancellation.cancel("enough");

    assertThat(marked.get(10, TimeUnit.SECONDS)).isFalse();
    await().until(() -> holding.sent.stream().anyMatch(m -> m.contains("notifications/cancelled")));
  }

  @Test
  void givenRubbishOnTheSendersThread_whenRequested_thenThatRequestFailsAtOnce() throws Exception {
    UpstreamConnection connection = open(new HoldingChannel(), 2);

    assertThatThrownBy(() -> connection.ping(SECOND)).hasMessageContaining("not JSON-RPC");
  }
}
