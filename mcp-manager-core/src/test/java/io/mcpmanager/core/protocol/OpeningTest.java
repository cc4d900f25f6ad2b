package io.mcpmanager.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How it is found out which era a server is of. */
@LeakFree
final class OpeningTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String DISCOVERED =
      "\"result\":{\"supportedVersions\":[\"2025-11-25\",\"2026-07-28\"],\"capabilities\":{}}";

  private static final String REFUSED =
      "\"error\":{\"code\":-32022,\"message\":\"no\",\"data\":{\"supported\":[\"2026-07-28\"]}}";

  private final ManualClock clock = new ManualClock();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final UpstreamListener listener = new UpstreamListener() {
    @Override
    public void onNotification(Envelope notification) {}

    @Override
    public void onIrregular(String what, long count) {}
  };

  private CompletableFuture<UpstreamConnection> open(EraChoice choice) {
    var opened = new CompletableFuture<UpstreamConnection>();
    Thread.ofVirtual().start(() -> {
      try {
        opened.complete(UpstreamConnection.open(
            channel,
            listener,
            clock,
            new ClientIdentity("me", "1"),
            1,
            PeerPast.NONE,
            choice,
            SECOND,
            SECOND.multipliedBy(10)));
      } catch (InterruptedException | RuntimeException e) {
        opened.completeExceptionally(e);
      }
    });
    return opened;
  }

  private static Optional<String> answer(String message, String body) {
    String id = message.replaceAll(".*?\"id\":(\\d+).*", "$1");
    return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + body + "}");
  }

  private static Optional<String> initialized(String message) {
    return answer(
        message,
        "\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
            + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}");
  }

  private static boolean isInitialize(String message) {
    return message.contains("\"initialize\"");
  }

  private static boolean isDiscover(String message) {
    return message.contains("server/discover");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"error\":{\"code\":-32601,\"message\":\"no\"}",
        "\"error\":{\"code\":-32602,\"message\":\"no\"}",
        "\"error\":{\"code\":-32022,\"message\":\"no\",\"data\":{\"supported\":[\"2025-11-25\"]}}",
        "\"error\":{\"code\":7,\"message\":\"no\"}",
        "\"result\":{}",
        "\"result\":{\"supportedVersions\":[\"2025-11-25\"]}",
        "\"result\":{\"supportedVersions\":\"2026-07-28\"}",
      })
  void givenAnyOtherAnswer_whenDiscovered_thenTheHandshakeFollowsAtOnce(String said)
      throws Exception {
    channel.answerWith(message -> isDiscover(message)
        ? answer(message, said)
        : isInitialize(message) ? initialized(message) : Optional.empty());

    try (var connection = open(EraChoice.FIND_OUT).get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isFalse();
      assertThat(connection.isEraCertain()).isTrue();
      assertThat(connection.greeting().revision().text()).isEqualTo("2025-06-18");
      assertThat(channel.negotiatedRevision()).contains("2025-06-18");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EraChoice.class,
      names = {"FIND_OUT", "MODERN"})
  void givenRefusalThatNamesTheRevision_whenDiscovered_thenItIsAskedOnceMore(EraChoice choice)
      throws Exception {
    var asked = new AtomicInteger();
    channel.answerWith(message -> isDiscover(message)
        ? answer(message, asked.incrementAndGet() == 1 ? REFUSED : DISCOVERED)
        : initialized(message));

    try (var connection = open(choice).get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isTrue();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void givenServerThatRefusesWhatItNamesAgainAndAgain_whenDiscovered_thenTheHandshakeFollows()
      throws Exception {
    channel.answerWith(message -> isDiscover(message)
        ? answer(message, REFUSED)
        : isInitialize(message) ? initialized(message) : Optional.empty());

    try (var connection = open(EraChoice.FIND_OUT).get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isFalse();
    }
  }

  @Test
  void givenSilence_whenPatienceIsOver_thenTheHandshakeIsTriedOnTheSameConnection()
      throws Exception {
    channel.answerWith(message -> isInitialize(message) ? initialized(message) : Optional.empty());
    var opened = open(EraChoice.FIND_OUT);
    assertThat(channel.awaitSent(SOON)).contains("server/discover");

    clock.advance(SECOND);

    try (var connection = opened.get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isFalse();
      assertThat(channel.sent()).noneMatch(message -> message.contains("cancelled"));
    }
  }

  @Test
  void givenSlowModernServer_whenItAnswersAfterTheHandshakeWasTried_thenItIsModern()
      throws Exception {
    var opened = open(EraChoice.FIND_OUT);
    String discover = channel.awaitSent(SOON);
    clock.advance(SECOND);
    String initialize = channel.awaitSent(SOON);
    assertThat(initialize).contains("\"initialize\"");

    channel.deliver(
        answer(initialize, "\"error\":{\"code\":-32601,\"message\":\"no\"}").orElseThrow());
    channel.deliver(answer(discover, DISCOVERED).orElseThrow());

    try (var connection = opened.get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isTrue();
      assertThat(channel.negotiatedRevision()).contains("2026-07-28");
    }
  }

  @Test
  void givenNoAnswerAtAll_whenTimeIsUp_thenTheHandshakeHasFailed() throws Exception {
    var opened = open(EraChoice.FIND_OUT);
    channel.awaitSent(SOON);
    clock.advance(SECOND);
    channel.awaitSent(SOON);

    await().untilAsserted(() -> {
      clock.advance(SECOND.multipliedBy(10));
      assertThat(opened).isDone();
    });

    assertThat(failure(opened).code()).isEqualTo(ErrorCode.HANDSHAKE_FAILED);
    assertThat(channel.isClosed()).isTrue();
  }

  @Test
  void givenServerThatEndsWhenDiscovered_whenOpened_thenItIsSaidThatTheProbeFailed()
      throws Exception {
    var opened = open(EraChoice.FIND_OUT);
    channel.awaitSent(SOON);

    channel.breakOff("exited with status 1");

    assertThat(failure(opened)).isInstanceOf(ProbeFailedException.class);
  }

  @Test
  void givenChoice_whenOpened_thenNothingElseIsTried() throws Exception {
    channel.answerWith(message -> isInitialize(message)
        ? initialized(message)
        : isDiscover(message)
            ? answer(message, "\"error\":{\"code\":-32601,\"message\":\"unknown\"}")
            : Optional.empty());

    assertThatThrownBy(() -> open(EraChoice.MODERN).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("unknown");
    assertThat(channel.sent()).hasSize(1);
  }

  @Test
  void givenLegacyChoice_whenOpened_thenItIsNotDiscovered() throws Exception {
    channel.answerWith(message -> isInitialize(message) ? initialized(message) : Optional.empty());

    try (var connection = open(EraChoice.LEGACY).get(10, TimeUnit.SECONDS)) {
      assertThat(connection.isModern()).isFalse();
      assertThat(channel.sent()).noneMatch(OpeningTest::isDiscover);
    }
  }

  private static McpManagerException failure(CompletableFuture<?> opened) throws Exception {
    try {
      opened.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return (McpManagerException) e.getCause();
    }
    throw new AssertionError("expected a failure");
  }
}
