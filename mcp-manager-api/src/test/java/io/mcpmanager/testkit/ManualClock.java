package io.mcpmanager.testkit;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test advances it. Tasks run in the order of their times, tasks of the same time in
 * the order in which they were scheduled; while a task runs, the clock shows the task's time. Thread-safe; a task due
 * at once runs at the next {@link #advance}, also by {@link Duration#ZERO}.
 */
public final class ManualClock implements ManagerClock {

  /** Where a clock stands unless the test says otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private record Task(Instant due, long number, Runnable body) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
  private final Instant origin;
  private final Executor executor;
  private Instant now;
  private long scheduled;

  /** A clock at {@link #START} whose tasks run on the thread that advances it. */
  public ManualClock() {
    this(START);
  }

  /** A clock whose tasks run on the thread that advances it. */
  public ManualClock(Instant start) {
    this(start, Runnable::run);
  }

  /** A clock whose tasks run where the executor says. */
  public ManualClock(Instant start, Executor executor) {
    this.origin = start;
    this.now = start;
    this.executor = executor;
  }

  @Override
  public Instant now() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanoTime() {
    return Duration.between(origin, now()).toNanos();
  }

  @Override
  public Timer schedule(Duration delay, Runnable body) {
    lock.lock();
    try {
      var task = new Task(due(delay), scheduled++, body);
      tasks.add(task);
      return () -> cancel(task);
    } finally {
      lock.unlock();
    }
  }

  /** The end of a delay; one that never ends ends at the end of time. */
  private Instant due(Duration delay) {
    if (delay.isNegative()) {
      return now;
    }
    Duration left = Duration.between(now, Instant.MAX);
    return delay.compareTo(left) < 0 ? now.plus(delay) : Instant.MAX;
  }

  /** Moves the clock on and runs every task that becomes due on the way, also those that such tasks schedule. */
  public void advance(Duration by) {
    Instant target = now().plus(by);
    Task task = takeDue(target);
    while (task != null) {
      executor.execute(task.body());
      task = takeDue(target);
    }
  }

  /** Number of tasks that wait for their time. */
  public int pending() {
    lock.lock();
    try {
      return tasks.size();
    } finally {
      lock.unlock();
    }
  }

  /** How long from now the next task is due, if one waits. */
  public Optional<Duration> untilNext() {
    lock.lock();
    try {
      return Optional.ofNullable(tasks.peek()).map(task -> Duration.between(now, task.due()));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Task takeDue(Instant target) {
    lock.lock();
    try {
      Task next = tasks.peek();
      if (next == null || next.due().isAfter(target)) {
        now = now.isAfter(target) ? now : target;
        return null;
      }
      now = now.isAfter(next.due()) ? now : next.due();
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Task task) {
    lock.lock();
    try {
      tasks.removeIf(waiting -> waiting.number() == task.number());
    } finally {
      lock.unlock();
    }
  }
}
