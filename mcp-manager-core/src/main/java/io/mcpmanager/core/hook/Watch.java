package io.mcpmanager.core.hook;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Interrupts threads whose time is over. Looks only while there are some to look after. Thread-safe. */
final class Watch {

  /** Between two looks; nobody is let go earlier than promised, and hardly anybody needs to be at all. */
  static final Duration LOOK = Duration.ofMillis(250);

  private final ManagerClock clock;
  private final Set<Shift> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();

  Watch(ManagerClock clock) {
    this.clock = clock;
  }

  /** The present thread begins something that may take so long. */
  Shift begin(Duration limit) {
    var shift = new Shift(Thread.currentThread(), clock.nanoTime() + limit.toNanos());
    running.add(shift);
    if (!looking.get()) {
      lookSoon();
    }
    return shift;
  }

  /** It has ended. Returns whether it was interrupted; that mark of the thread is cleared, the first time. */
  boolean end(Shift shift) {
    running.remove(shift);
    return shift.end();
  }

  private void lookSoon() {
    if (looking.compareAndSet(false, true)) {
      clock.schedule(LOOK, this::look);
    }
  }

  private void look() {
    long now = clock.nanoTime();
    for (Shift shift : running) {
      if (shift.end - now <= 0) {
        shift.expire();
      }
    }
    looking.set(false);
    if (!running.isEmpty()) {
      lookSoon();
    }
  }

  /** Something that is going on. */
  static final class Shift {

    private final Thread thread;
    private final long end;
    private boolean over;
    private boolean expired;

    private Shift(Thread thread, long end) {
      this.thread = thread;
      this.end = end;
    }

    private synchronized void expire() {
      if (!over && !expired) {
        expired = true;
        thread.interrupt();
      }
    }

    private synchronized boolean end() {
      if (!over && expired) {
        var ignored = Thread.interrupted();
      }
      over = true;
      return expired;
    }
  }
}
