package io.mcpmanager.server.mcp;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Messages;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all exchanges together may hold of long messages: requests that servers have not answered yet, and answers that
 * clients have not read yet. Thread-safe.
 */
final class MessageMemory {

  /** Messages up to this length do not count: there can't be enough of them to matter. */
  private static final int SHORT = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(MessageMemory.class);
  private static final int INTERNAL_ERROR = -32603;

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

    /** The answer, or in its place an error if clients read so slowly that there is no room for it. */
    byte[] fitting(byte[] answer) {
      if (take(answer.length)) {
        return answer;
      }
      log.atWarn()
          .addKeyValue("bytes", answer.length)
          .log("an answer was dropped: too many long ones wait for slow clients");
      return Messages.error(
          Envelope.read(answer).id().orElse(null),
          INTERNAL_ERROR,
          "the answer of " + answer.length
              + " bytes was dropped: too many long messages are held for clients that read slowly",
          null);
    }

    @Override
    public void close() {
      left.addAndGet(held);
      held = 0;
    }
  }
}
