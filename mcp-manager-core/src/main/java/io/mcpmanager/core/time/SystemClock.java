package io.mcpmanager.core.time;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the machine. Waits on one thread and runs each due task on a virtual thread of its own, so that tasks may
 * block. Once closed it runs nothing more.
 */
public final class SystemClock implements ManagerClock, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemClock.class);

  private final TimerQueue queue = new TimerQueue();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ExecutorService running = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-timer-", 0).factory());
  private final Thread waiting = Thread.ofVirtual().name("mcp-clock").unstarted(this::runDue);

  /** A clock that runs until it is closed. */
  public SystemClock() {
    waiting.start();
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
    if (closed.get()) {
      LOG.debug("a task was scheduled on a closed clock and will not run");
      return () -> {};
    }
    return queue.add(nanosOf(delay), task)::cancel;
  }

  /** Drops tasks that wait and interrupts those that run. Idempotent; does not wait for them. */
  @Override
  public void close() {
    closed.set(true);
    waiting.interrupt();
    running.shutdownNow();
  }

  private void runDue() {
    try {
      while (!closed.get()) {
        start(queue.take().task());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      LOG.debug("a task was due on a closed clock and will not run");
    }
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
