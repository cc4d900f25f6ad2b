package io.mcpmanager.server.mcp;

import io.mcpmanager.core.wire.SseWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits to be written to one event stream whose client can't resume it. Bounded; thread-safe. */
final class EventQueue {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private final int maxMessages;
  private final int maxBytes;
  private final boolean once;
  private long bytes;
  private boolean ended;

  /**
   * An empty queue.
   *
   * @param once whether a message need not be added if the very same waits already
   */
  EventQueue(McpLimits limits, boolean once) {
    this.once = once;
    this.maxMessages = limits.replayEvents();
    this.maxBytes = limits.replayBytes();
  }

  /**
   * Adds a message. If there is no room the oldest ones have to go.
   *
   * @return false if one had to go
   */
  boolean add(byte[] message) {
    lock.lock();
    try {
      if (ended || (once && isWaiting(message))) {
        return true;
      }
      put(message);
      boolean room = true;
      while (waiting.size() > 1 && (waiting.size() > maxMessages || bytes > maxBytes)) {
        bytes -= waiting.removeFirst().length;
        room = false;
      }
      return room;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream, with a last message if there is one. */
  void end(Optional<byte[]> last) {
    lock.lock();
    try {
      if (!ended) {
        last.ifPresent(this::put);
        ended = true;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream with nothing, not even what waits. */
  void cut() {
    lock.lock();
    try {
      waiting.clear();
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next event, ready to be written; empty if none came in time or none will come. */
  Optional<byte[]> next(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !ended) {
        if (nanos <= 0) {
          return Optional.empty();
        }
        nanos = changed.awaitNanos(nanos);
      }
      byte[] message = waiting.pollFirst();
      if (message == null) {
        return Optional.empty();
      }
      bytes -= message.length;
      return Optional.of(SseWriter.event(null, message));
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing will come any more. */
  boolean over() {
    lock.lock();
    try {
      return ended && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isWaiting(byte[] message) {
    return waiting.stream().anyMatch(other -> Arrays.equals(other, message));
  }

  private void put(byte[] message) {
    waiting.addLast(message);
    bytes += message.length;
    changed.signalAll();
  }
}
