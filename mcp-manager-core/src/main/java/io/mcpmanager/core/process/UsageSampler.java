package io.mcpmanager.core.process;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at an interval what every child takes of the machine, as long as there are any. By the way this is when
 * descendants are noticed that later leave their family. Thread-safe.
 */
final class UsageSampler implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Census census;
  private final ManagerClock clock;
  private final Collection<ProcessInstance> alive;

  /** One look at a time. */
  private final ReentrantLock looking = new ReentrantLock();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private ManagerClock.Timer regular = () -> {};
  private boolean running;
  private boolean soon;
  private boolean closed;

  /**
   * A sampler that waits for the first child.
   *
   * @param alive the children there are, read anew each time
   */
  UsageSampler(Census census, ManagerClock clock, Collection<ProcessInstance> alive) {
    this.census = census;
    this.clock = clock;
    this.alive = alive;
  }

  /** A child was started: it is looked at soon. */
  void wake() {
    lock.lock();
    try {
      if (!closed && !soon) {
        soon = true;
        clock.schedule(SOON, this::lookSoon);
      }
      if (!closed && !running) {
        running = true;
        regular = clock.schedule(INTERVAL, this::lookAgain);
      }
    } finally {
      lock.unlock();
    }
  }

  private void lookSoon() {
    lock.lock();
    try {
      soon = false;
    } finally {
      lock.unlock();
    }
    look();
  }

  private void lookAgain() {
    try {
      look();
    } finally {
      lock.lock();
      try {
        running = !closed && !alive.isEmpty();
        if (running) {
          regular = clock.schedule(INTERVAL, this::lookAgain);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void look() {
    looking.lock();
    try {
      census.take();
      for (ProcessInstance instance : alive) {
        instance.look(clock.now(), clock.nanoTime());
      }
    } finally {
      looking.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      regular.cancel();
    } finally {
      lock.unlock();
    }
  }
}
