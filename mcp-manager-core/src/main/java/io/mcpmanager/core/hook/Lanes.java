package io.mcpmanager.core.hook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for clients that the threads which read from servers must not wait for: one after the other for each client, side
 * by side for different ones. A thread lives as long as there is something to do for its client. Thread-safe.
 */
final class Lanes {

  /** Most that waits for one client. */
  static final int MOST = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final ReentrantLock lock = new ReentrantLock(); // guards the map and the queues in it
  private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
  private volatile int busy;

  /** Does it when everything else for the client is done; false if too much waits already. */
  boolean submit(String client, Runnable task) {
    return submit(client, task, MOST);
  }

  /** Waits until what has been submitted for the client is done, or the time is over. */
  void flush(String client, Duration limit) throws InterruptedException {
    if (busy == 0) {
      return;
    }
    var done = new CountDownLatch(1);
    if (isBusy(client) && submit(client, done::countDown, Integer.MAX_VALUE)) {
      var ignored = done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private boolean isBusy(String client) {
    lock.lock();
    try {
      return waiting.containsKey(client);
    } finally {
      lock.unlock();
    }
  }

  private boolean submit(String client, Runnable task, int most) {
    lock.lock();
    try {
      Queue<Runnable> queue = waiting.get(client);
      if (queue != null) {
        return queue.size() < most && queue.add(task);
      }
      queue = new ArrayDeque<>();
      queue.add(task);
      waiting.put(client, queue);
      busy = waiting.size();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("mcp-hooks").start(() -> work(client));
    return true;
  }

  private void work(String client) {
    Runnable task = next(client);
    while (task != null) {
      try {
        task.run();
      } catch (RuntimeException e) {
        // one client's trouble must not end what else is to be done for it
        LOG.atError().setCause(e).log("a message for a client could not be handed over");
      }
      task = next(client);
    }
  }

  private @Nullable Runnable next(String client) {
    lock.lock();
    try {
      Queue<Runnable> queue = waiting.get(client);
      Runnable task = queue == null ? null : queue.poll();
      if (task == null) {
        waiting.remove(client);
        busy = waiting.size();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }
}
