package io.mcpmanager.server.mcp;

import io.mcpmanager.api.gateway.MessageSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to a client on a connection of its own. Answers wait until there is room: whoever made them
 * has time. Everything else has not; a client that is too far behind with it is cut off. Thread-safe.
 */
final class ClientQueue implements MessageSink {

  private static final int MOST_MESSAGES = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private final int maxBytes;
  private long bytes;
  private boolean ended;

  /** An empty queue. */
  ClientQueue(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes a message that belongs to a request or to none; if there is no room, the connection is over. */
  @Override
  public void accept(byte[] message) {
    lock.lock();
    try {
      if (hasRoom(message)) {
        put(message);
      } else {
        end();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes an answer as soon as there is room; drops it once the connection is over. */
  void answer(byte[] message) {
    lock.lock();
    try {
      while (!ended && !hasRoom(message)) {
        changed.awaitUninterruptibly();
      }
      put(message);
    } finally {
      lock.unlock();
    }
  }

  /** The next message; empty if none came in time or the connection is over. */
  Optional<byte[]> next(Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !ended && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      byte[] message = waiting.poll();
      if (message != null) {
        bytes -= message.length;
        changed.signalAll();
      }
      return Optional.ofNullable(message);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is to be written any more. */
  boolean over() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; what waits is dropped. Idempotent. */
  void end() {
    lock.lock();
    try {
      ended = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // one that is longer than allowed goes alone
  private boolean hasRoom(byte[] message) {
    return waiting.isEmpty()
        || (waiting.size() < MOST_MESSAGES && bytes + message.length <= maxBytes);
  }

  private void put(byte[] message) {
    if (!ended) {
      waiting.add(message);
      bytes += message.length;
      changed.signalAll();
    }
  }
}
