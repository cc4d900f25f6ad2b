package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what nobody waits for, without holding the thread that found it necessary. */
final class Asides {

  private static final Logger LOG = LoggerFactory.getLogger(Asides.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST = 64;

  private final MessageChannel channel;
  private final Semaphore room = new Semaphore(MOST);
  private volatile boolean closed;

  Asides(MessageChannel channel) {
    this.channel = channel;
  }

  /** Sends a message, or drops it if too many are on their way. */
  void send(byte[] message, @Nullable String method) {
    if (closed || !room.tryAcquire()) {
      return;
    }
    Thread.ofVirtual().name("mcp-aside").start(() -> {
      try {
        sendNow(new OutboundMessage(message, method, false), TIMEOUT);
      } finally {
        room.release();
      }
    });
  }

  /** Sends an answer the server waits for, which must not get lost among others; there are only so many requests. */
  void reply(byte[] message) {
    if (!closed) {
      Thread.ofVirtual()
          .name("mcp-reply")
          .start(() -> sendNow(new OutboundMessage(message, null, false), REPLY_TIMEOUT));
    }
  }

  void close() {
    closed = true;
  }

  private void sendNow(OutboundMessage message, Duration timeout) {
    try {
      channel.send(message, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a notification or answer could not be sent to a server");
    }
  }
}
