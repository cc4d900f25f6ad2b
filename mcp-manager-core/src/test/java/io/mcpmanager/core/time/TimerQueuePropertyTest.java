package io.mcpmanager.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TimerQueuePropertyTest {

  @Property(tries = 300)
  void givenAnyDelaysAndCancellations_whenAllAreDue_thenTheRestComesInOrder(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 50) Integer> delays,
      @ForAll Set<@IntRange(min = 0, max = 199) Integer> cancelled)
      throws InterruptedException {
    var queue = new TimerQueue();
    var taken = new ArrayList<TimerQueue.Entry>();
    var entries = new ArrayList<TimerQueue.Entry>();
    for (int delay : delays) {
      entries.add(queue.add(delay * 100L, () -> {}));
    }
    var kept = new ArrayList<TimerQueue.Entry>();
    for (int i = 0; i < entries.size(); i++) {
      if (cancelled.contains(i)) {
        entries.get(i).cancel();
        entries.get(i).cancel();
      } else {
        kept.add(entries.get(i));
      }
    }

    assertThat(queue.size()).isEqualTo(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      taken.add(queue.take());
    }

    assertThat(taken)
        .containsExactlyInAnyOrderElementsOf(kept)
        .isSortedAccordingTo(Comparator.comparingLong(TimerQueue.Entry::due));
    assertThat(queue.size()).isZero();
    entries.forEach(TimerQueue.Entry::cancel);
    assertThat(queue.size()).isZero();
  }

  @Test
  void givenThreadThatWaitsForALaterTask_whenAnEarlierOneIsAdded_thenItIsTakenFirst()
      throws InterruptedException {
    var queue = new TimerQueue();
    var first = new CountDownLatch(1);
    queue.add(TimeUnit.HOURS.toNanos(1), () -> {});
    var waiting = Thread.ofVirtual().start(() -> {
      try {
        queue.take().task().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });

    queue.add(TimeUnit.MILLISECONDS.toNanos(1), first::countDown);

    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    waiting.join();
    assertThat(queue.size()).isEqualTo(1);
  }
}
