package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionStreamsTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  private final SessionStreams streams = new SessionStreams(3, 1_000);

  @Test
  void givenEventsOfOneStream_whenResumedAfterOne_thenOnlyLaterOnesOfThatStreamCome()
      throws InterruptedException {
    var first = streams.open();
    var second = streams.open();
    first.append(bytes("a"));
    second.append(bytes("other"));
    first.append(bytes("b"));

    try (var reader = streams.resume(new EventId(1, 1)).orElseThrow()) {
      assertThat(text(reader)).isEqualTo("id: 1-2\ndata: b\n\n");
      assertThat(reader.next(AT_ONCE)).isEmpty();
      assertThat(reader.over()).isFalse();
    }
  }

  @Test
  void givenCompleteStream_whenAllIsRead_thenItIsOver() throws InterruptedException {
    var log = streams.open();
    log.complete(Optional.of(bytes("answer")));

    try (var reader = streams.resume(new EventId(1, 0)).orElseThrow()) {
      assertThat(text(reader)).contains("answer");
      assertThat(reader.over()).isTrue();
    }
  }

  @Test
  void givenMoreEventsThanAreKept_whenResumed_thenTheNewestAreThere() throws InterruptedException {
    var log = streams.open();
    for (int i = 1; i <= 5; i++) {
      log.append(bytes("e" + i));
    }

    try (var reader = streams.resume(new EventId(1, 0)).orElseThrow()) {
      assertThat(text(reader)).contains("e3");
      assertThat(text(reader)).contains("e4");
      assertThat(text(reader)).contains("e5");
    }
  }

  @Test
  void givenAnswerNotYetWritten_whenOthersOverflow_thenItIsKept() throws InterruptedException {
    var slow = streams.open();
    try (var reader = slow.attach(0)) {
      slow.complete(Optional.of(bytes("answer")));
      var chatty = streams.open();
      for (int i = 0; i < 10; i++) {
        chatty.append(bytes("noise"));
      }

      assertThat(text(reader)).contains("answer");
    }
  }

  @Test
  void givenOneEventLargerThanTheBound_whenRead_thenItIsThere() throws InterruptedException {
    var log = streams.open();
    log.complete(Optional.of(bytes("x".repeat(5_000))));

    try (var reader = streams.resume(new EventId(1, 0)).orElseThrow()) {
      assertThat(text(reader)).hasSizeGreaterThan(5_000);
    }
  }

  @Test
  void givenCompleteStreamWhoseEventsAreGone_whenResumed_thenItIsNotKnown() {
    var old = streams.open();
    old.complete(Optional.of(bytes("answer")));
    var chatty = streams.open();
    for (int i = 0; i < 10; i++) {
      chatty.append(bytes("noise"));
    }

    assertThat(streams.resume(new EventId(1, 0))).isEmpty();
    assertThat(streams.resume(new EventId(2, 0))).isPresent();
  }

  @Test
  void givenReader_whenAnotherResumesItsStream_thenTheFirstIsOver() {
    var log = streams.open();
    var first = log.attach(0);

    var second = streams.resume(new EventId(1, 0)).orElseThrow();

    assertThat(first.over()).isTrue();
    first.close();
    assertThat(second.over()).isFalse();
  }

  @Test
  void givenListener_whenAnotherListens_thenItIsRefusedUntilTheFirstCloses() {
    var first = streams.listen().orElseThrow();

    assertThat(streams.listen()).isEmpty();
    first.close();
    assertThat(streams.listen()).isPresent();
  }

  @Test
  void givenWaitingReader_whenSessionEnds_thenItIsOver() throws InterruptedException {
    var reader = streams.listen().orElseThrow();
    Thread.ofVirtual().start(streams::close);

    assertThat(reader.next(Duration.ofSeconds(30))).isEmpty();
    assertThat(reader.over()).isTrue();
  }

  @Test
  void givenPositionFromTheFuture_whenResumed_thenNothingIsSkipped() throws InterruptedException {
    var log = streams.open();
    try (var reader = streams.resume(new EventId(1, 99)).orElseThrow()) {
      log.append(bytes("a"));

      assertThat(text(reader)).contains("data: a");
    }
  }

  private static String text(SessionStreams.Reader reader) throws InterruptedException {
    return new String(reader.next(AT_ONCE).orElseThrow(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
