package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that a server does not answer in time: what becomes of their places, and what is known of them. */
final class AbandonedCallsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final List<CompletableFuture<Optional<Envelope>>> answers = new ArrayList<>();
  private UpstreamConnection connection;

  @BeforeEach
  void open() throws InterruptedException {
    channel.answerWith(message -> message.contains("\"initialize\"")
        ? Optional.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\"}}")
        : Optional.empty());
    connection = UpstreamConnection.open(
        channel,
        new UpstreamListener() {
          @Override
          public void onNotification(Envelope notification) {
            // nobody listens here
          }

          @Override
          public void onIrregular(String what, long count) {
            throw new AssertionError(what);
          }
        },
        clock,
        new ClientIdentity("me", "1"),
        2,
        SECOND);
    channel.awaitSent(SOON);
    channel.awaitSent(SOON);
  }

  @Test
  void givenAllPlacesTakenByCallsThatAreTooLate_whenMoreComes_thenThereIsRoom() throws Exception {
    for (int round = 0; round < 3; round++) {
      call(new Cancellation());
      call(new Cancellation());
      clock.advance(SECOND);
      awaitEnds();
    }

    assertThat(connection.backlog(PATIENCE).inFlight()).isEqualTo(6);
  }

  @Test
  void givenSilence_whenCallsAreOlderThanTheServersTime_thenTheyAreOverdueUntilAnythingComes()
      throws Exception {
    String first = call(new Cancellation());
    clock.advance(SECOND);
    call(new Cancellation());
    clock.advance(Duration.ofSeconds(58));
    assertThat(connection.backlog(PATIENCE).overdue()).isZero();

    clock.advance(SECOND);
    assertThat(connection.backlog(PATIENCE))
        .isEqualTo(new Backlog(2, 1, Duration.ofSeconds(60), Duration.ofSeconds(60), 0));
    clock.advance(SECOND);
    assertThat(connection.backlog(PATIENCE).overdue()).isEqualTo(2);
    awaitEnds();

    clock.advance(SECOND);
    channel.deliver(
        first.replaceAll(".*\"id\":(\\d+).*", "{\"jsonrpc\":\"2.0\",\"id\":$1,\"result\":{}}"));
    assertThat(connection.backlog(PATIENCE))
        .isEqualTo(new Backlog(0, 0, Duration.ZERO, Duration.ZERO, 1));
  }

  @Test
  void givenACancelledCall_whenTheServerKeepsQuiet_thenItCountsUntilTheServerHasSaidSomethingLater()
      throws Exception {
    var cancellation = new Cancellation();
    CompletableFuture<Optional<Envelope>> answer = later(SECOND, cancellation);
    channel.awaitSent(SOON);
    cancellation.cancel("enough");
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    clock.advance(PATIENCE);
    assertThat(connection.backlog(PATIENCE).overdue()).isEqualTo(1);

    clock.advance(SECOND);
    channel.deliver("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}");

    assertThat(connection.backlog(PATIENCE).inFlight()).isZero();
  }

  @Test
  void givenACallThatIsStillWaitedFor_whenItHasMoreTimeThanTheServer_thenItIsNotOverdue()
      throws Exception {
    later(Duration.ofMinutes(5), new Cancellation());
    channel.awaitSent(SOON);
    clock.advance(Duration.ofMinutes(2));

    assertThat(connection.backlog(PATIENCE).inFlight()).isEqualTo(1);
    assertThat(connection.backlog(PATIENCE).overdue()).isZero();
  }

  @Test
  void givenManyAbandonedCalls_whenCounted_thenTheirNumberHasABound() {
    var abandoned = new AbandonedCalls();
    for (int i = 0; i < 1100; i++) {
      abandoned.add(new PendingCall(PendingCall.Origin.CLIENT, i, "x", 0, 0, null, null));
    }
    var count = new Backlog.Count(1, -1, PATIENCE);
    abandoned.countInto(count);

    assertThat(count.done(0).inFlight()).isEqualTo(1024);
  }

  @Test
  void givenAServerThatDoesNotRead_whenItsTimeIsOver_thenTheErrorSaysSo() throws Exception {
    channel.stall(Duration.ofMillis(700));
    CompletableFuture<Optional<Envelope>> answer = later(SECOND, new Cancellation());
    channel.awaitSent(SOON);
    clock.advance(SECOND);

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
        .hasMessageContaining("time limit: the server has not read its input for 700 ms");
  }

  private void awaitEnds() {
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, failed) -> done)
        .join();
  }

  /** Sends a call that nobody answers; returns what was sent. */
  private String call(Cancellation cancellation) throws InterruptedException {
    answers.add(later(SECOND, cancellation));
    String sent = channel.awaitSent(SOON);
    while (!sent.contains("tools/call")) {
      sent = channel.awaitSent(SOON);
    }
    return sent;
  }

  private CompletableFuture<Optional<Envelope>> later(Duration timeout, Cancellation cancellation) {
    Envelope message = Envelope.read(
        "{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"tools/call\"}".getBytes(UTF_8));
    var request = new UpstreamRequest(
        message,
        splice -> {},
        timeout,
        null,
        cancellation,
        ClientProfile.plain("", "", ProtocolRevision.V2025_11_25),
        null);
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
}
