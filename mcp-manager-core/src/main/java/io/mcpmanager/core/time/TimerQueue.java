package io.mcpmanager.core.time;

import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by the time they are due. Nearly all timers of a message path are cancelled long before: setting and cancelling
 * one wakes nobody unless it is due before the time at which the waiting thread would wake anyway.
 */
final class TimerQueue {

  private static final int FIRST_CAPACITY = 64;
  private static final long NEVER = Long.MAX_VALUE;

  /** A task in the queue. */
  final class Entry {

    private final long due;
    private final Runnable task;
    private int place;

    private Entry(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }

    /** When it is due, in the queue's nanoseconds. */
    long due() {
      return due;
    }

    Runnable task() {
      return task;
    }

    /** Takes it out, if it is still in. */
    void cancel() {
      lock.lock();
      try {
        if (place >= 0) {
          remove(this);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private final ReentrantLock lock =
      new ReentrantLock(); // guards everything below and the entries' places
  private final Condition earlier = lock.newCondition();
  private final long origin = System.nanoTime();

  /** A heap: no entry is due before the one at (place - 1) / 2. */
  private @Nullable Entry[] heap = new Entry[FIRST_CAPACITY];

  private int size;
  private long wakesAt = NEVER;

  /** Adds a task that is due in so many nanoseconds. */
  Entry add(long delayNanos, Runnable task) {
    long now = now();
    var entry = new Entry(delayNanos >= NEVER - now ? NEVER : now + delayNanos, task);
    lock.lock();
    try {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      up(size++, entry);
      if (entry.due < wakesAt) {
        wakesAt = entry.due;
        earlier.signal();
      }
    } finally {
      lock.unlock();
    }
    return entry;
  }

  /** Waits for the next due task and takes it out. Called by one thread. */
  Entry take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Entry first = heap[0];
        long now = now();
        if (first != null && first.due <= now) {
          remove(first);
          return first;
        }
        wakesAt = first == null ? NEVER : first.due;
        if (first == null) {
          earlier.await();
        } else {
          var ignored = earlier.awaitNanos(first.due - now);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Number of tasks that wait. */
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  private void remove(Entry entry) {
    int place = entry.place;
    entry.place = -1;
    Entry last = heap[--size];
    heap[size] = null;
    if (last != null && last != entry) {
      down(place, last);
      if (heap[place] == last) {
        up(place, last);
      }
    }
  }

  private void up(int from, Entry entry) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      Entry above = heap[parent];
      if (above == null || above.due <= entry.due) {
        break;
      }
      put(place, above);
      place = parent;
    }
    put(place, entry);
  }

  private void down(int from, Entry entry) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = earlierOf(2 * place + 1);
      Entry below = heap[child];
      if (below == null || entry.due <= below.due) {
        break;
      }
      put(place, below);
      place = child;
    }
    put(place, entry);
  }

  /** Of two neighbours in the heap the one due first. */
  private int earlierOf(int left) {
    Entry one = heap[left];
    Entry other = left + 1 < size ? heap[left + 1] : null;
    return other != null && one != null && other.due < one.due ? left + 1 : left;
  }

  private void put(int place, Entry entry) {
    heap[place] = entry;
    entry.place = place;
  }
}
