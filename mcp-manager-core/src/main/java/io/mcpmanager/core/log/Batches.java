package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the logs. It takes lines in, shows them to followers, and flushes them to the store after a short
 * while or when there are many. When the store fails, lines are kept and tried again after a pause that grows; while
 * too many are kept, no more are taken in.
 */
final class Batches implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Batches.class);
  private static final int BATCH = 1000;
  private static final int MAX_PENDING = 20_000;
  private static final Duration FLUSH_AFTER = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration READ_WAIT = Duration.ofSeconds(2);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final LineWriter writer;
  private final ManagerClock clock;
  private final Consumer<LogLine> followers;
  private final Thread thread;

  // guards what follows; never held while the store or a follower is called
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Intake intake = new Intake();
  private final Set<ServerId> forgotten = new HashSet<>();
  private boolean flushWanted;
  private boolean flushScheduled;
  private boolean pausing;
  private boolean blocked;
  private boolean closed;
  private boolean ended;
  private long readersWantUpTo;
  private long storedUpTo;
  private long failures;

  // only the thread uses it
  private Duration pause = FIRST_PAUSE;

  /** What to do next: lines to take in, and whether to flush, after which lines up to a number are stored. */
  private record Work(List<Intake.Raw> lines, boolean flush, long upTo) {}

  Batches(LineWriter writer, ManagerClock clock, Consumer<LogLine> followers) {
    this.writer = writer;
    this.clock = clock;
    this.followers = followers;
    this.thread = Thread.ofVirtual().name("mcp-logs").start(this::run);
  }

  void append(ServerId server, LogStream stream, @Nullable LogLevel level, String text) {
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    lock.lock();
    try {
      if (!closed) {
        intake.add(server, now, stream, level, text);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything that came in so far is stored; gives up after a while, or if the store fails. */
  void flushNow() {
    lock.lock();
    try {
      long target = intake.accepted();
      long failuresBefore = failures;
      readersWantUpTo = Math.max(readersWantUpTo, target);
      changed.signalAll();
      await(READ_WAIT, () -> storedUpTo >= target || failures > failuresBefore || ended);
    } finally {
      lock.unlock();
    }
  }

  /** Drops a server's lines that are not stored; once this returns, none of them is being stored either. */
  void forget(ServerId server) {
    lock.lock();
    try {
      intake.forget(server);
      forgotten.add(server);
      changed.signalAll();
      await(READ_WAIT, () -> !forgotten.contains(server) || ended);
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
    Work work = next();
    while (work != null) {
      carryOut(work);
      work = next();
    }
    if (writer.pending() > 0) {
      LOG.atError().addKeyValue("lines", writer.pending()).log("log lines could not be stored");
    }
  }

  /** Null once everything is done and nothing more will come. */
  private @Nullable Work next() {
    lock.lock();
    try {
      while (true) {
        forgotten.forEach(writer::forget);
        forgotten.clear();
        changed.signalAll();
        List<Intake.Raw> lines = blocked || writer.pending() >= MAX_PENDING
            ? List.of()
            : intake.take(BATCH, clock.now().truncatedTo(ChronoUnit.MILLIS));
        int pending = writer.pending() + lines.size();
        if (ended || (closed && intake.isEmpty() && pending == 0)) {
          ended = true;
          changed.signalAll();
          return null;
        }
        boolean flush = closed
            || readersWantUpTo > storedUpTo
            || (!pausing && (flushWanted || pending >= BATCH));
        if (!lines.isEmpty() || flush) {
          flushWanted = flushWanted && !flush;
          return new Work(lines, flush, upTo());
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private long upTo() {
    return intake.isEmpty() ? intake.accepted() : Math.max(storedUpTo, intake.oldest() - 1);
  }

  private void carryOut(Work work) {
    int done = 0;
    try {
      for (Intake.Raw line : work.lines) {
        LogLine added = writer.add(line);
        done++;
        followers.accept(added);
      }
      if (work.flush) {
        writer.flush();
      }
      succeeded(work);
    } catch (RuntimeException e) {
      failed(work.lines.subList(done, work.lines.size()), e);
    }
  }

  private void succeeded(Work work) {
    lock.lock();
    try {
      if (work.flush) {
        storedUpTo = work.upTo;
        pausing = false;
        blocked = false;
        pause = FIRST_PAUSE;
        changed.signalAll();
      } else if (!flushScheduled) {
        flushScheduled = true;
        clock.schedule(FLUSH_AFTER, this::wantFlush);
      }
    } finally {
      lock.unlock();
    }
  }

  private void wantFlush() {
    lock.lock();
    try {
      flushScheduled = false;
      flushWanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(List<Intake.Raw> rest, RuntimeException e) {
    LOG.atWarn()
        .addKeyValue("lines", writer.pending())
        .addKeyValue("retryIn", pause)
        .setCause(e)
        .log("log lines could not be stored and are kept for now");
    lock.lock();
    try {
      intake.giveBack(rest);
      blocked = !rest.isEmpty();
      failures++;
      readersWantUpTo = 0;
      ended = closed;
      if (!pausing) {
        pausing = true;
        clock.schedule(pause, this::tryAgain);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
  }

  private void tryAgain() {
    lock.lock();
    try {
      pausing = false;
      blocked = false;
      flushWanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      blocked = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSE_WAIT)) {
        thread.interrupt();
        LOG.warn("the store takes too long; log lines may be lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
