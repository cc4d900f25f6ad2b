package io.mcpmanager.core.batch;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes items in batches and in order, on a virtual thread of its own, so that nobody who has something to write waits
 * for the disk. When writing fails, items are kept and tried again after pauses that grow; only when too many are kept,
 * newer ones are dropped and counted. Thread-safe.
 *
 * @param <T> kind of item
 */
public final class BatchWriter<T> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration REMOVE_WAIT = Duration.ofSeconds(2);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private record Entry<T>(long number, T item) {}

  private final String name;
  private final BatchLimits limits;
  private final ManagerClock clock;
  private final Consumer<List<T>> target;
  private final Thread thread;

  // guards what follows; never held while the target is called
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Entry<T>> waiting = new ArrayDeque<>();
  private final List<Predicate<? super T>> removals = new ArrayList<>();
  private List<Entry<T>> writing = List.of();
  private long accepted;
  private long dropped;
  private long begun;
  private long lastFailed;
  private long wantedUpTo;
  private long wantedSince;
  private Duration pause = FIRST_PAUSE;
  private boolean pausing;
  private boolean ripe;
  private boolean ripening;
  private boolean closed;
  private boolean ended;

  /**
   * Starts to work.
   *
   * @param name of what is written, in the plural; names the thread and stands in the log
   * @param target writes one batch; if it throws, it is given the same items again later, perhaps cut differently, and
   *     has to bear that some of them are there already
   */
  public BatchWriter(
      String name, BatchLimits limits, ManagerClock clock, Consumer<List<T>> target) {
    this.name = name;
    this.limits = limits;
    this.clock = clock;
    this.target = target;
    this.thread = Thread.ofVirtual().name("mcp-write-" + name).start(this::run);
  }

  /** Takes an item in, never blocking; false if it was dropped, because too many wait or this is closed. */
  public boolean offer(T item) {
    lock.lock();
    try {
      if (closed || waiting.size() + writing.size() >= limits.capacity()) {
        dropped++;
        return false;
      }
      waiting.add(new Entry<>(++accepted, item));
      if (waiting.size() >= limits.batch()) {
        changed.signalAll();
      } else if (!ripening && !ripe) {
        ripening = true;
        clock.schedule(limits.age(), this::ripen);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was offered so far without further delay; false if that failed or took too long. */
  public boolean flush(Duration atMost) {
    lock.lock();
    try {
      long target = accepted;
      // an attempt that is under way may have been doomed before this was called
      long before = begun;
      wantedUpTo = Math.max(wantedUpTo, target);
      wantedSince = before;
      changed.signalAll();
      await(atMost, () -> writtenUpTo() >= target || lastFailed > before || ended);
      return writtenUpTo() >= target;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops items that need not be written any more. Once this returns none of them is being written either, unless the
   * target takes longer than two seconds.
   */
  public void remove(Predicate<? super T> unwanted) {
    lock.lock();
    try {
      waiting.removeIf(entry -> unwanted.test(entry.item()));
      if (writing.stream().anyMatch(entry -> unwanted.test(entry.item()))) {
        long underway = begun;
        removals.add(unwanted);
        await(REMOVE_WAIT, () -> writing.isEmpty() || begun > underway);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Number of items that are not written yet. */
  public int pending() {
    lock.lock();
    try {
      return waiting.size() + writing.size();
    } finally {
      lock.unlock();
    }
  }

  /** Number of items that were dropped since the start. */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private long writtenUpTo() {
    Entry<T> oldest = writing.isEmpty() ? waiting.peek() : writing.getFirst();
    return oldest == null ? accepted : oldest.number() - 1;
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
    while (true) {
      List<T> batch = next();
      if (batch.isEmpty()) {
        return;
      }
      try {
        target.accept(batch);
        succeeded();
      } catch (RuntimeException | Error e) {
        // the thread must outlive whatever is wrong with one batch
        failed(e);
      }
    }
  }

  /** Waits for something to write; empty if nothing more will be written. */
  private List<T> next() {
    lock.lock();
    try {
      while (!ended) {
        if (waiting.isEmpty()) {
          ripe = false;
          ended = closed;
        } else if (closed
            || wantedUpTo > writtenUpTo()
            || (!pausing && (ripe || waiting.size() >= limits.batch()))) {
          var batch = new ArrayList<Entry<T>>();
          while (batch.size() < limits.batch() && !waiting.isEmpty()) {
            batch.add(waiting.remove());
          }
          writing = batch;
          begun++;
          return batch.stream().map(Entry::item).toList();
        }
        if (!ended) {
          changed.awaitUninterruptibly();
        }
      }
      changed.signalAll();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void succeeded() {
    lock.lock();
    try {
      endAttempt();
      pausing = false;
      pause = FIRST_PAUSE;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(Throwable e) {
    lock.lock();
    try {
      for (Entry<T> entry : writing.reversed()) {
        if (removals.stream().noneMatch(unwanted -> unwanted.test(entry.item()))) {
          waiting.addFirst(entry);
        }
      }
      endAttempt();
      lastFailed = begun;
      wantedUpTo = wantedSince < begun ? 0 : wantedUpTo;
      if (closed) {
        giveUp(e);
      } else if (!pausing) {
        LOG.atWarn()
            .addKeyValue("what", name)
            .addKeyValue("waiting", waiting.size())
            .addKeyValue("retryIn", pause)
            .setCause(e)
            .log("a batch could not be written and is kept for now");
        pausing = true;
        clock.schedule(pause, this::resume);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void endAttempt() {
    writing = List.of();
    removals.clear();
  }

  private void giveUp(Throwable e) {
    LOG.atError()
        .addKeyValue("what", name)
        .addKeyValue("lost", waiting.size())
        .setCause(e)
        .log("the last batches could not be written");
    dropped += waiting.size();
    waiting.clear();
    ended = true;
  }

  private void ripen() {
    lock.lock();
    try {
      ripening = false;
      ripe = !waiting.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    lock.lock();
    try {
      pausing = false;
      ripe = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, without a second try, and ends the thread; at most a few seconds. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSE_WAIT)) {
        thread.interrupt();
        LOG.atWarn().addKeyValue("what", name).log("writing takes too long; some may be lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
