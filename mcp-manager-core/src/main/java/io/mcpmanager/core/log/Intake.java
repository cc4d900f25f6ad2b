package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.batch.BatchLimits;
import io.mcpmanager.core.batch.BatchWriter;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.LogStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in of the logs. Whoever has a line leaves it here without waiting; one thread numbers lines, shows them to
 * followers and passes them on to be written in batches.
 */
final class Intake implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int AT_ONCE = 1000;
  private static final BatchLimits BATCHES =
      new BatchLimits(WaitingLines.MAX_LINES + AT_ONCE, 1000, Duration.ofMillis(200));
  private static final Duration SAY_DROPPED_AFTER = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration READ_WAIT = Duration.ofSeconds(2);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final LineNumbers numbers;
  private final LimitsOf limits;
  private final ManagerClock clock;
  private final Consumer<LogLine> followers;
  private final BatchWriter<LogLine> writer;
  private final Thread thread;

  // guards what follows; never held while the store or a follower is called
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final WaitingLines waiting = new WaitingLines();
  private final Set<ServerId> forgotten = new HashSet<>();
  private long passedOnUpTo;
  private long failures;
  private boolean blocked;
  private boolean closed;
  private boolean ended;

  Intake(
      LogStore store,
      LimitsOf limits,
      ManagerClock clock,
      Consumer<LogLine> followers,
      Consumer<List<LogLine>> onStored) {
    this.numbers = new LineNumbers(store, limits);
    this.limits = limits;
    this.clock = clock;
    this.followers = followers;
    this.writer = new BatchWriter<>("log-lines", BATCHES, clock, lines -> {
      store.append(lines);
      stored(lines);
      onStored.accept(lines);
    });
    this.thread = Thread.ofVirtual().name("mcp-logs").start(this::run);
  }

  boolean append(WaitingLines.Raw line) {
    LogLimits allowed = limits.of(line.server());
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (waiting.add(line, allowed, clock.nanoTime())) {
        changed.signalAll();
        return true;
      }
      if (waiting.unsaid(line.server()) == 1) {
        clock.schedule(SAY_DROPPED_AFTER, () -> sayDropped(line.server()));
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Waits until everything that came in so far is stored; gives up after a while, or if the store fails. */
  void flush() {
    lock.lock();
    try {
      long target = waiting.accepted();
      long before = failures;
      await(READ_WAIT, () -> passedOnUpTo >= target || failures > before || blocked || ended);
    } finally {
      lock.unlock();
    }
    if (!writer.flush(READ_WAIT)) {
      LOG.debug("a log is read without its newest lines");
    }
  }

  /** Drops a server's lines that are not stored; once this returns, none of them is being stored either. */
  void forget(ServerId server) {
    lock.lock();
    try {
      waiting.forget(server);
      forgotten.add(server);
      changed.signalAll();
      await(READ_WAIT, () -> !forgotten.contains(server) || ended);
    } finally {
      lock.unlock();
    }
    writer.remove(line -> line.server().equals(server));
  }

  /** Number of lines of all servers that were dropped since the start. */
  long dropped() {
    lock.lock();
    try {
      return waiting.dropped();
    } finally {
      lock.unlock();
    }
  }

  /** Number of lines of a server that were dropped since the start. */
  long dropped(ServerId server) {
    lock.lock();
    try {
      return waiting.dropped(server);
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration atMost, BooleanSupplier reached) {
    long nanos = atMost.toNanos();
    try {
      while (!reached.getAsBoolean() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (List<WaitingLines.Raw> lines = next(); !lines.isEmpty(); lines = next()) {
      int done = 0;
      try {
        for (WaitingLines.Raw line : lines) {
          passOn(line);
          done++;
        }
        passedOn();
      } catch (RuntimeException e) {
        failed(lines.subList(done, lines.size()), e);
      }
    }
  }

  /** Waits for lines; empty once nothing more will come. */
  private List<WaitingLines.Raw> next() {
    lock.lock();
    try {
      while (true) {
        forgotten.forEach(numbers::forget);
        forgotten.clear();
        if (!blocked && !waiting.isEmpty()) {
          return waiting.take(AT_ONCE);
        }
        if (closed) {
          ended = true;
          changed.signalAll();
          return List.of();
        }
        changed.signalAll();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void passOn(WaitingLines.Raw raw) {
    LogLine line = numbers.number(raw);
    lock.lock();
    try {
      waiting.cleaned(raw, line);
    } finally {
      lock.unlock();
    }
    followers.accept(line);
    if (!writer.offer(line)) {
      lock.lock();
      try {
        waiting.lost(line);
      } finally {
        lock.unlock();
      }
    }
  }

  private void passedOn() {
    lock.lock();
    try {
      passedOnUpTo = waiting.takenUpTo();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(List<WaitingLines.Raw> rest, RuntimeException e) {
    LOG.atWarn().setCause(e).log("the store does not say where a log ends; its lines wait");
    lock.lock();
    try {
      waiting.giveBack(rest);
      passedOnUpTo = waiting.takenUpTo();
      failures++;
      blocked = true;
      clock.schedule(RETRY_AFTER, this::unblock);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void unblock() {
    lock.lock();
    try {
      blocked = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sayDropped(ServerId server) {
    lock.lock();
    try {
      waiting.sayDropped(server, now());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void stored(List<LogLine> lines) {
    lock.lock();
    try {
      waiting.stored(lines);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        waiting.sayDropped(now());
      }
      closed = true;
      blocked = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSE_WAIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }
}
