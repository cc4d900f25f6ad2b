package io.mcpmanager.docker.egress;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends something once nothing has moved for a while. Thread-safe. */
final class IdleWatch implements AutoCloseable {

  private final ManagerClock clock;
  private final Runnable end;
  private volatile long allowed;
  private volatile long moved;
  private volatile boolean closed;
  private volatile ManagerClock.@Nullable Timer timer;

  /**
   * A watch that begins now.
   *
   * @param end is run once, on a thread of the clock, and must not block
   */
  IdleWatch(ManagerClock clock, Duration allowed, Runnable end) {
    this.clock = clock;
    this.end = end;
    this.allowed = allowed.toNanos();
    moved = clock.nanoTime();
    timer = clock.schedule(allowed, this::look);
  }

  /** Something has moved. */
  void moved() {
    moved = clock.nanoTime();
  }

  /** From now on, another time is allowed. */
  void allow(Duration newTime) {
    moved();
    allowed = newTime.toNanos();
    cancel();
    schedule(allowed);
  }

  private void look() {
    long left = allowed - (clock.nanoTime() - moved);
    if (left <= 0) {
      if (!closed) {
        end.run();
      }
    } else {
      schedule(left);
    }
  }

  private void schedule(long nanos) {
    timer = clock.schedule(Duration.ofNanos(nanos), this::look);
    if (closed) {
      cancel();
    }
  }

  private void cancel() {
    var waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  @Override
  public void close() {
    closed = true;
    cancel();
  }
}
