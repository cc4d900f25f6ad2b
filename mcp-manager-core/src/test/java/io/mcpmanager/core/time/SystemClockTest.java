package io.mcpmanager.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class SystemClockTest {

  private final SystemClock clock = new SystemClock();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void givenDelay_whenItIsOver_thenTaskRunsOnVirtualThread() throws InterruptedException {
    var ran = new CountDownLatch(1);
    var virtual = new AtomicBoolean();
    long before = clock.nanoTime();

    clock.schedule(Duration.ofMillis(20), () -> {
      virtual.set(Thread.currentThread().isVirtual());
      ran.countDown();
    });

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(virtual).isTrue();
    assertThat(clock.nanoTime() - before)
        .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
  }

  @Test
  void givenTaskThatBlocks_whenAnotherIsDue_thenItRunsAllTheSame() throws InterruptedException {
    var release = new CountDownLatch(1);
    var ran = new CountDownLatch(1);
    clock.schedule(Duration.ZERO, () -> awaitQuietly(release));

    clock.schedule(Duration.ofMillis(1), ran::countDown);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  @Test
  void givenTaskThatThrows_whenAnotherIsDue_thenItRunsAllTheSame() throws InterruptedException {
    var ran = new CountDownLatch(1);
    clock.schedule(Duration.ZERO, () -> {
      throw new IllegalStateException("on purpose");
    });

    clock.schedule(Duration.ofMillis(1), ran::countDown);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenCancelledTask_whenALaterOneHasRun_thenItHasNot() throws InterruptedException {
    var cancelled = new AtomicBoolean();
    var later = new CountDownLatch(1);
    var timer = clock.schedule(Duration.ofMillis(500), () -> cancelled.set(true));

    timer.cancel();
    timer.cancel();
    clock.schedule(Duration.ofMillis(550), later::countDown);

    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled).isFalse();
  }

  @Test
  void givenClosedClock_whenATaskIsScheduled_thenNothingIsThrown() {
    clock.close();

    var timer = clock.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});

    timer.cancel();
    assertThat(clock.now()).isNotNull();
  }

  @Test
  void givenEndlessDelay_whenScheduled_thenItSimplyWaits() {
    var timer = clock.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});

    timer.cancel();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
