package io.mcpmanager.docker.egress;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Puts what the egress proxy refuses into the server's log, and not more of it than a person reads. Thread-safe. */
public final class Refusals {

  private static final int MOST_A_MINUTE = 20;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final InstanceListener listener;
  private final ManagerClock clock;
  /** Guards what is below; the listener is called without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private long minuteBegan;
  private int told;

  public Refusals(InstanceListener listener, ManagerClock clock) {
    this.listener = listener;
    this.clock = clock;
    minuteBegan = clock.nanoTime();
  }

  /** Something was refused; the reason names the host if that could be read. */
  void tell(String reason) {
    int number = count();
    if (number <= MOST_A_MINUTE) {
      listener.onLine(LogStream.MANAGER, "egress refused: " + reason);
    } else if (number == MOST_A_MINUTE + 1) {
      listener.onLine(
          LogStream.MANAGER, "egress refused: more than this log tells; it goes on in a minute");
    }
  }

  private int count() {
    lock.lock();
    try {
      if (clock.nanoTime() - minuteBegan >= MINUTE) {
        minuteBegan = clock.nanoTime();
        told = 0;
      }
      told = Math.min(told + 1, MOST_A_MINUTE + 2);
      return told;
    } finally {
      lock.unlock();
    }
  }
}
