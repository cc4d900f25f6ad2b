package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.core.wire.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionStreamsTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  private final SessionStreams streams = new SessionStreams(0, 3, 1_000);

  @Test
  void givenEventsOfOneStream_whenResumedAfterOne_thenOnlyLaterOnesOfThatStreamCome()
      throws InterruptedException {
    var first = streams.open(null);
    var second = streams.open(null);
    first.append(bytes("a"));
    second.append(bytes("other"));
    first.append(bytes("b"));

    try (var reader = streams.resume(new EventId(1, 1, null)).orElseThrow()) {
      assertThat(text(reader)).isEqualTo("id: 1-2\ndata: b\n\n");
      assertThat(reader.next(AT_ONCE)).isEmpty();
      assertThat(reader.over()).isFalse();
    }
  }

  @Test
  void givenCompleteStream_whenAllIsRead_thenItIsOver() throws InterruptedException {
    var log = streams.open(null);
    log.complete(Optional.of(bytes("answer")));

    try (var reader = streams.resume(new EventId(1, 0, null)).orElseThrow()) {
      assertThat(text(reader)).contains("answer");
      assertThat(reader.over()).isTrue();
    }
  }

  @Test
  void givenMoreEventsThanAreKept_whenResumed_thenTheNewestAreThere() throws InterruptedException {
    var log = streams.open(null);
    for (int i = 1; i <= 5; i++) {
      log.append(bytes("e" + i));
    }

    try (var reader = streams.resume(new EventId(1, 0, null)).orElseThrow()) {
      assertThat(text(reader)).contains("e3");
      assertThat(text(reader)).contains("e4");
      assertThat(text(reader)).contains("e5");
    }
  }

  @Test
  void givenAnswerNotYetWritten_whenOthersOverflow_thenItIsKept() throws InterruptedException {
    var slow = streams.open(null);
    try (var reader = slow.attach(0)) {
      slow.complete(Optional.of(bytes("answer")));
      var chatty = streams.open(null);
      for (int i = 0; i < 10; i++) {
        chatty.append(bytes("noise"));
      }

      assertThat(text(reader)).contains("answer");
    }
  }

  @Test
  void givenOneEventLargerThanTheBound_whenRead_thenItIsThere() throws InterruptedException {
    var log = streams.open(null);
    log.complete(Optional.of(bytes("x".repeat(5_000))));

    try (var reader = streams.resume(new EventId(1, 0, null)).orElseThrow()) {
      assertThat(text(reader)).hasSizeGreaterThan(5_000);
    }
  }

  @Test
  void givenCompleteStreamWhoseEventsAreGone_whenResumed_thenItIsNotKnown() {
    var old = streams.open(null);
    old.complete(Optional.of(bytes("answer")));
    var chatty = streams.open(null);
    for (int i = 0; i < 10; i++) {
      chatty.append(bytes("noise"));
    }

    assertThat(streams.resume(new EventId(1, 0, null))).isEmpty();
    assertThat(streams.resume(new EventId(2, 0, null))).isPresent();
  }

  @Test
  void givenReader_whenAnotherResumesItsStream_thenTheFirstIsOver() {
    var log = streams.open(null);
    var first = log.attach(0);

    var second = streams.resume(new EventId(1, 0, null)).orElseThrow();

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
    var log = streams.open(null);
    try (var reader = streams.resume(new EventId(1, 99, null)).orElseThrow()) {
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

  @Test
  void givenStreamOfAnEarlierLife_whenResumed_thenItSaysThatItsRequestIsLost() throws Exception {
    var before = new SessionStreams(0, 3, 1_000).open(RequestId.of("ä/1"));
    String lastSeen = before.attach(0).position().text();
    var after = new SessionStreams(1, 3, 1_000);

    try (var reader = after.resumeLost(EventId.parse(lastSeen).orElseThrow()).orElseThrow()) {
      String event = new String(reader.next(Duration.ZERO).orElseThrow(), UTF_8);

      assertThat(event)
          .startsWith("id: 1000000001-1-")
          .contains("\"id\":\"ä/1\",\"error\":{\"code\":-32603")
          .contains("interrupted and not repeated");
      assertThat(reader.over()).isTrue();
    }
  }

  @Test
  void givenUnsolicitedStreamOfAnEarlierLife_whenResumed_thenItGoesOn() throws Exception {
    var after = new SessionStreams(2, 3, 1_000);
    after.unsolicited().append("news".getBytes(UTF_8));

    try (var reader =
        after.resumeLost(EventId.parse("1000000000-7").orElseThrow()).orElseThrow()) {
      assertThat(reader.unsolicited()).isTrue();
      assertThat(new String(reader.next(Duration.ZERO).orElseThrow(), UTF_8)).contains("news");
    }
  }

  @Test
  void givenStreamOfThisLifeOrOfNoRequest_whenItIsNotKnown_thenNothingIsSaid() {
    var streams = new SessionStreams(1, 3, 1_000);

    assertThat(streams.resumeLost(new EventId(1_000_000_007L, 1, RequestId.of(1))))
        .isEmpty();
    assertThat(streams.resumeLost(new EventId(7, 1, null))).isEmpty();
  }

  @Test
  void givenIdsOfEvents_whenReadBack_thenTheyAreTheSame() {
    var plain = new EventId(3, 4, null);
    var named = new EventId(3, 4, RequestId.of("a\"ü"));

    assertThat(EventId.parse(plain.text())).contains(plain);
    assertThat(EventId.parse(named.text())).contains(named);
    assertThat(EventId.nameable(RequestId.of("x".repeat(59)))).isNull();
    assertThat(List.of("1", "1-", "a-1", "1-2-", "1-2-!", "1-2-e30", "1-2-MTI-x", "1-2-Ig"))
        .allSatisfy(text -> assertThat(EventId.parse(text)).as(text).isEmpty());
  }
}
