package io.mcpmanager.core.lifecycle;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides, once, how a start ends. Whoever ends it from outside interrupts the thread that starts, and nothing that
 * thread does afterwards. Thread-safe.
 */
final class StartGate {

  /** How a start can end. */
  enum End {
    READY,
    FAILED,
    CALLED_OFF,
    EXPIRED
  }

  /** Guards what follows, so that an interruption hits the start and nothing after it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable End end;
  private @Nullable Thread starter;

  /** The calling thread begins to start. */
  void enter() throws InterruptedException {
    lock.lock();
    try {
      starter = Thread.currentThread();
      if (end != null) {
        throw new InterruptedException("called off before it began");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the start from outside; returns whether it had not ended yet. */
  boolean interrupt(End why) {
    lock.lock();
    try {
      if (end != null) {
        return false;
      }
      end = why;
      if (starter != null) {
        starter.interrupt();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the start unless it has ended already; from then on nobody interrupts its thread. Returns how it ended. */
  End leave(End how) {
    lock.lock();
    try {
      starter = null;
      End before = end;
      if (before == null) {
        end = how;
        return how;
      }
      // whoever ended it has interrupted this thread; what follows must not suffer from that
      boolean ignored = Thread.interrupted();
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** Whether its time ran out. */
  boolean hasExpired() {
    lock.lock();
    try {
      return end == End.EXPIRED;
    } finally {
      lock.unlock();
    }
  }
}
