package io.mcpmanager.spi;

import java.time.Duration;
import java.time.Instant;

/** Source of time and of delays. Thread-safe. Tests put a clock in its place that they advance by hand. */
public interface ManagerClock {

  /** The present instant. */
  Instant now();

  /** Nanoseconds from an arbitrary origin, for measuring how long something takes. */
  long nanoTime();

  /**
   * Runs a task once after a delay, on a thread of the clock's choice. The task may block.
   *
   * @return cancels it, if it has not begun
   */
  Timer schedule(Duration delay, Runnable task);

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {

    /** Keeps the task from running, if it has not begun. Idempotent. */
    void cancel();
  }
}
