package io.mcpmanager.server.mcp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all exchanges together may hold of long messages: requests that servers have not answered yet, and answers that
 * clients have not read yet. Thread-safe.
 */
final class MessageMemory {

  /** Messages up to this length do not count: there can't be enough of them to matter. */
  private static final int SHORT = 16 * 1024;

  private final AtomicLong left;

  MessageMemory(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** One exchange's part of it; used by one thread. */
  final class Share implements AutoCloseable {

    private long held;

    /** Whether there was room for a message of this length. */
    boolean take(long length) {
      if (length <= SHORT) {
        return true;
      }
      if (left.addAndGet(-length) < 0) {
        left.addAndGet(length);
        return false;
      }
      held += length;
      return true;
    }

    @Override
    public void close() {
      left.addAndGet(held);
      held = 0;
    }
  }
}
