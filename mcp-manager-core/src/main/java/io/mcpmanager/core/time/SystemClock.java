package io.mcpmanager.core.time;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the machine. Waits on one thread and runs each due task on a virtual thread of its own, so that tasks may
 * block. Once closed it runs nothing more.
 */
public final class SystemClock implements ManagerClock, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemClock.class);

  private final ScheduledThreadPoolExecutor waiting;
  private final ExecutorService running = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-timer-", 0).factory());

  /** A clock that runs until it is closed. */
  public SystemClock() {
    waiting =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("mcp-clock").factory());
    waiting.setRemoveOnCancelPolicy(true);
    waiting.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    try {
      Future<?> due = waiting.schedule(() -> start(task), nanosOf(delay), TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    } catch (RejectedExecutionException closed) {
      LOG.debug("a task was scheduled on a closed clock and will not run");
      return () -> {};
    }
  }

  /** Drops tasks that wait and interrupts those that run. Idempotent; does not wait for them. */
  @Override
  public void close() {
    waiting.shutdownNow();
    running.shutdownNow();
  }

  private void start(Runnable task) {
    running.execute(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a scheduled task failed");
      }
    });
  }

  private static long nanosOf(Duration delay) {
    try {
      return Math.max(0, delay.toNanos());
    } catch (ArithmeticException tooLong) {
      return delay.isNegative() ? 0 : Long.MAX_VALUE / 2;
    }
  }
}
