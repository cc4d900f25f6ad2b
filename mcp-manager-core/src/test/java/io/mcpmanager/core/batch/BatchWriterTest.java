package io.mcpmanager.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class BatchWriterTest {

  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Target target = new Target();
  private final BatchWriter<Integer> writer =
      new BatchWriter<>("numbers", new BatchLimits(100, 10, Duration.ofMillis(200)), clock, target);

  @AfterEach
  void close() {
    target.gate.countDown();
    writer.close();
  }

  @Test
  void givenFewItems_whenTheirAgeIsReached_thenTheyAreWrittenAsOneBatch() {
    offer(1, 5);
    assertThat(target.count()).isZero();

    clock.advance(Duration.ofMillis(200));

    await().untilAsserted(() -> assertThat(target.written()).containsExactly(1, 2, 3, 4, 5));
    assertThat(target.count()).isEqualTo(1);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void givenAFullBatch_whenOffered_thenItIsWrittenWithoutWaiting() {
    offer(1, 10);

    await().until(() -> target.written().size() == 10);
    assertThat(target.count()).isEqualTo(1);
  }

  @Test
  void givenAFlush_whenNothingIsDue_thenEverythingIsWrittenAllTheSame() {
    offer(1, 3);

    assertThat(writer.flush(A_WHILE)).isTrue();

    assertThat(target.written()).containsExactly(1, 2, 3);
    assertThat(writer.pending()).isZero();
    assertThat(writer.flush(A_WHILE)).isTrue();
  }

  @Test
  void givenATargetThatFails_whenFlushed_thenThatIsSaidAndTheItemsStay() {
    target.broken = true;
    offer(1, 3);

    assertThat(writer.flush(A_WHILE)).isFalse();

    assertThat(writer.pending()).isEqualTo(3);
    assertThat(writer.dropped()).isZero();
  }

  @Test
  void givenATargetThatFails_whenTriedAgain_thenPausesGrowUpToACeiling() {
    target.broken = true;
    offer(1, 10);
    await().until(() -> clock.pending() == 2);
    // how old the items are changes nothing during a pause

    for (long pause : new long[] {500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000}) {
      await().until(() -> clock.untilNext().isPresent());
      clock.advance(Duration.ofMillis(pause - 1));
      assertThat(clock.untilNext()).contains(Duration.ofMillis(1));
      clock.advance(Duration.ofMillis(1));
    }
    await().until(() -> clock.untilNext().isPresent());
    target.broken = false;
    clock.advance(Duration.ofSeconds(30));

    await().until(() -> target.written().size() == 10);
  }

  @Test
  void givenATargetThatHangs_whenMoreComeThanFit_thenTheNewestAreDroppedAndCounted()
      throws InterruptedException {
    target.gate = new CountDownLatch(1);
    offer(1, 10);
    target.reached.await();

    offer(11, 100);
    assertThat(writer.offer(101)).isFalse();
    assertThat(writer.dropped()).isEqualTo(1);
    assertThat(writer.pending()).isEqualTo(100);
    target.gate.countDown();

    assertThat(writer.flush(A_WHILE)).isTrue();
    assertThat(target.written())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void givenItemsThatAreUnwanted_whenRemoved_thenTheyAreNeverWritten() {
    offer(1, 9);

    writer.remove(number -> number % 2 == 0);

    assertThat(writer.flush(A_WHILE)).isTrue();
    assertThat(target.written()).containsExactly(1, 3, 5, 7, 9);
  }

  @Test
  void givenItemsBeingWritten_whenRemovedAndTheWriteFails_thenTheyDoNotComeBack()
      throws InterruptedException {
    target.gate = new CountDownLatch(1);
    target.broken = true;
    offer(1, 10);
    target.reached.await();

    Thread removal = Thread.ofVirtual().start(() -> writer.remove(number -> number > 5));
    await().until(() -> removal.getState() == Thread.State.TIMED_WAITING);
    target.gate.countDown();
    assertThat(removal.join(A_WHILE)).isTrue();
    target.broken = false;

    assertThat(writer.flush(A_WHILE)).isTrue();
    assertThat(target.written()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void givenItemsThatWait_whenClosed_thenTheyAreWritten() {
    offer(1, 25);

    writer.close();

    assertThat(target.written()).hasSize(25);
    assertThat(writer.offer(26)).isFalse();
    assertThat(writer.flush(A_WHILE)).isTrue();
    writer.close();
  }

  @Test
  void givenATargetThatFails_whenClosed_thenItEndsAndCountsWhatIsLost() {
    target.broken = true;
    offer(1, 5);

    writer.close();

    assertThat(writer.dropped()).isEqualTo(5);
    assertThat(writer.pending()).isZero();
  }

  @Test
  void givenSenselessLimits_whenMade_thenTheyAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchLimits(5, 6, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchLimits(5, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchLimits(5, 1, Duration.ofMillis(-1)));
  }

  private void offer(int first, int last) {
    IntStream.rangeClosed(first, last).forEach(writer::offer);
  }
}
