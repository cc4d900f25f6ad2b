package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ManagerClock} must do. An adapter's test extends it. */
@LeakFree
public abstract class ManagerClockContract {

  /** Far enough apart to be told apart on a busy machine. */
  private static final Duration STEP = Duration.ofMillis(60);

  private static final Duration AGES = Duration.ofSeconds(Long.MAX_VALUE);

  private ManagerClock clock;

  /** For adapters' tests. */
  protected ManagerClockContract() {}

  /** A clock for one test. It is closed after it if it can be. */
  protected abstract ManagerClock open();

  /** Returns when at least this much time has passed on the clock and what became due has been run. */
  protected abstract void pass(ManagerClock passing, Duration time) throws InterruptedException;

  @BeforeEach
  final void openClock() {
    clock = open();
  }

  @AfterEach
  final void closeClock() throws Exception {
    if (clock instanceof AutoCloseable owned) {
      owned.close();
    }
  }

  @Test
  void givenTimePasses_whenRead_thenBothWaysOfReadingGoForward() throws InterruptedException {
    Instant time = clock.now();
    long nanos = clock.nanoTime();

    pass(clock, STEP);

    assertThat(clock.now()).isAfterOrEqualTo(time);
    assertThat(clock.nanoTime() - nanos).isGreaterThanOrEqualTo(STEP.toNanos());
  }

  @Test
  void givenADelay_whenItIsOver_thenTheTaskHasRunOnceAndNotBefore() throws InterruptedException {
    var ranAfter = new CopyOnWriteArrayList<Long>();
    long begin = clock.nanoTime();

    clock.schedule(STEP, () -> ranAfter.add(clock.nanoTime() - begin));
    assertThat(ranAfter).isEmpty();
    pass(clock, STEP.multipliedBy(3));

    assertThat(ranAfter).singleElement().satisfies(nanos -> assertThat(nanos)
        .isGreaterThanOrEqualTo(STEP.toNanos()));
  }

  @Test
  void givenNoOrNegativeDelay_whenScheduled_thenTheTaskRunsSoon() throws InterruptedException {
    var ran = new ConcurrentLinkedQueue<String>();

    clock.schedule(Duration.ZERO, () -> ran.add("now"));
    clock.schedule(Duration.ofDays(-1), () -> ran.add("before"));
    pass(clock, STEP);

    assertThat(ran).containsExactlyInAnyOrder("now", "before");
  }

  @Test
  void givenTasksInAnyOrder_whenTheyAreDue_thenTheyRunInTheOrderOfTheirTimes()
      throws InterruptedException {
    List<Integer> ran = new CopyOnWriteArrayList<>();

    for (int step : List.of(3, 1, 4, 2)) {
      clock.schedule(STEP.multipliedBy(step), () -> ran.add(step));
    }
    pass(clock, STEP.multipliedBy(6));

    assertThat(ran).containsExactly(1, 2, 3, 4);
  }

  @Test
  void givenATask_whenCancelledInTime_thenItDoesNotRun() throws InterruptedException {
    var ran = new ConcurrentLinkedQueue<String>();
    ManagerClock.Timer cancelled = clock.schedule(STEP.multipliedBy(4), () -> ran.add("no"));
    ManagerClock.Timer kept = clock.schedule(STEP, () -> ran.add("yes"));

    cancelled.cancel();
    cancelled.cancel();
    pass(clock, STEP.multipliedBy(6));
    kept.cancel();

    assertThat(ran).containsExactly("yes");
  }

  @Test
  void givenATaskThatSchedulesAnother_whenTimePasses_thenBothRun() throws InterruptedException {
    var ran = new ConcurrentLinkedQueue<String>();

    clock.schedule(STEP, () -> {
      ran.add("first");
      clock.schedule(STEP, () -> ran.add("second"));
    });
    pass(clock, STEP.multipliedBy(5));

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void givenAnEndlessDelay_whenScheduled_thenItIsTakenAndOthersRun() throws InterruptedException {
    var ran = new ConcurrentLinkedQueue<String>();

    assertThatCode(() -> clock.schedule(AGES, () -> ran.add("never"))).doesNotThrowAnyException();
    clock.schedule(STEP, () -> ran.add("soon"));
    pass(clock, STEP.multipliedBy(3));

    assertThat(ran).containsExactly("soon");
  }

  @Test
  void givenManyThreads_whenTheySchedule_thenEveryTaskRunsOnce() throws InterruptedException {
    var ran = new ConcurrentLinkedQueue<Integer>();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        int number = i;
        threads.execute(
            () -> clock.schedule(Duration.ofMillis(number % 20), () -> ran.add(number)));
      }
    }
    pass(clock, STEP.multipliedBy(10));

    assertThat(ran)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 500).boxed().toList());
  }
}
