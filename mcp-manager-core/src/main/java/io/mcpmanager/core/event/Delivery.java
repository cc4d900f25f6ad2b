package io.mcpmanager.core.event;

import io.mcpmanager.api.event.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands items to one receiver, one at a time and in order, on a virtual thread of its own. The queue is bounded: once
 * it is full, items are dropped until the receiver has caught up, and then the receiver is told which are missing, at
 * the place where they would have come.
 *
 * @param <T> kind of item
 */
public final class Delivery<T> implements Subscription {

  /**
   * Takes what is delivered. Whatever it throws is logged and does no harm.
   *
   * @param <T> kind of item
   */
  public interface Receiver<T> {

    /** The next item. */
    void onItem(T item);

    /** Items were dropped: {@code count} of them, from {@code first} to {@code last}. */
    void onMissed(T first, T last, long count);
  }

  /**
   * Bounds of what waits for the receiver.
   *
   * @param items most items
   * @param size most of what {@code sizeOf} says of all items but one
   * @param <T> kind of item
   */
  public record Room<T>(int items, long size, ToLongFunction<T> sizeOf) {

    /** Room for items that are all small. */
    public static <T> Room<T> of(int items) {
      return new Room<>(items, Long.MAX_VALUE, item -> 0);
    }
  }

  private record Gap<T>(T first, T last, long count) {}

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final Duration LAST_ITEM = Duration.ofSeconds(1);

  private final Room<T> room;
  private final Receiver<T> receiver;
  private final Runnable onClosed;
  private final Thread thread;
  // guards the fields below; never held while the receiver is called
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<T> queue = new ArrayDeque<>();
  private long size;
  private @Nullable Gap<T> gap;
  private boolean delivering;
  private boolean closed;

  /**
   * Starts delivering.
   *
   * @param name of the thread
   * @param room what may wait
   * @param onClosed is run once, when this is closed
   */
  public Delivery(String name, Room<T> room, Receiver<T> receiver, Runnable onClosed) {
    this.room = room;
    this.receiver = receiver;
    this.onClosed = onClosed;
    this.thread = Thread.ofVirtual().name(name).start(this::run);
  }

  /** Queues an item or drops it; never blocks. */
  public void offer(T item) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (gap != null) {
        gap = new Gap<>(gap.first, item, gap.count + 1);
      } else if (queue.size() == room.items() || size > room.size()) {
        gap = new Gap<>(item, item, 1);
      } else {
        queue.add(item);
        size += room.sizeOf().applyAsLong(item);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything offered so far has been delivered, at most for a while; then closes. */
  void closeWhenDrained(Duration atMost) {
    await(atMost, () -> queue.isEmpty() && gap == null);
    close();
  }

  @Override
  public void close() {
    boolean first;
    lock.lock();
    try {
      first = !closed;
      closed = true;
      queue.clear();
      size = 0;
      gap = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (first) {
      onClosed.run();
    }
    if (!Thread.currentThread().equals(thread) && !await(LAST_ITEM, () -> !delivering)) {
      thread.interrupt();
    }
  }

  private boolean await(Duration atMost, BooleanSupplier reached) {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (!reached.getAsBoolean() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return reached.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Runnable next = next();
    while (next != null) {
      try {
        next.run();
      } catch (
          Throwable e) { // the receiver is foreign code: nothing it throws may end the delivery
        LOG.atWarn()
            .addKeyValue("subscription", thread.getName())
            .setCause(e)
            .log("a listener failed");
      }
      next = next();
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      delivering = false;
      changed.signalAll();
      while (queue.isEmpty() && gap == null && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      delivering = true;
      T item = queue.poll();
      if (item != null) {
        size -= room.sizeOf().applyAsLong(item);
        return () -> receiver.onItem(item);
      }
      Gap<T> missed = gap;
      gap = null;
      return missed == null
          ? () -> {}
          : () -> receiver.onMissed(missed.first, missed.last, missed.count);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is delivered any more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
