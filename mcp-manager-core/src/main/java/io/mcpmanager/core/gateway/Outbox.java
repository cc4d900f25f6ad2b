package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.MessageSink;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Messages for a client that belong to no request, kept while the client does not listen. Thread-safe. */
final class Outbox {

  static final int MAX_KEPT = 256;

  private final ReentrantLock lock = new ReentrantLock(); // guards everything below
  private final Deque<byte[]> kept = new ArrayDeque<>();
  private @Nullable MessageSink sink;
  private boolean handingOver;

  /** Hands a message over or keeps it. */
  void put(byte[] message) {
    put(message, false);
  }

  /** Hands a message over or keeps it, unless the very same waits already. */
  void putOnce(byte[] message) {
    put(message, true);
  }

  private void put(byte[] message, boolean once) {
    MessageSink open;
    lock.lock();
    try {
      if (sink == null || handingOver) {
        if (!once || kept.stream().noneMatch(waiting -> Arrays.equals(waiting, message))) {
          keep(message);
        }
        return;
      }
      open = sink;
    } finally {
      lock.unlock();
    }
    open.accept(message);
  }

  Runnable attach(MessageSink newSink) {
    lock.lock();
    try {
      sink = newSink;
      if (!handingOver) {
        handingOver = true;
      } else {
        return () -> detach(newSink); // who is handing over goes on with the new sink
      }
    } finally {
      lock.unlock();
    }
    handOver();
    return () -> detach(newSink);
  }

  boolean isAttached() {
    lock.lock();
    try {
      return sink != null;
    } finally {
      lock.unlock();
    }
  }

  /** Empties what was kept, in order, without holding the lock while calling out. */
  private void handOver() {
    while (true) {
      List<byte[]> batch;
      MessageSink to;
      lock.lock();
      try {
        if (sink == null || kept.isEmpty()) {
          handingOver = false;
          return;
        }
        to = sink;
        batch = List.copyOf(kept);
        kept.clear();
      } finally {
        lock.unlock();
      }
      batch.forEach(to::accept);
    }
  }

  private void keep(byte[] message) {
    if (kept.size() == MAX_KEPT) {
      kept.removeFirst();
    }
    kept.addLast(message);
  }

  private void detach(MessageSink old) {
    lock.lock();
    try {
      if (old.equals(sink)) {
        sink = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
