package io.mcpmanager.core.remote;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.OutboundMessage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streamable HTTP, unless the server refuses {@code initialize} the way a server of 2024-11-05 does and opens an event
 * stream instead: then HTTP+SSE.
 */
final class FallbackChannel implements RemoteChannel {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackChannel.class);
  private static final Set<Integer> UNKNOWN_THERE = Set.of(400, 404, 405);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final HttpMessageChannel streamable;
  private final Supplier<SseMessageChannel> older;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile @Nullable Receiver receiver;
  private volatile RemoteChannel used;

  FallbackChannel(HttpMessageChannel streamable, Supplier<SseMessageChannel> older) {
    this.streamable = streamable;
    this.older = older;
    this.used = streamable;
    endsWith(streamable);
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
    streamable.open(new Only(streamable, newReceiver));
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    try {
      used.send(message, timeout);
    } catch (McpManagerException refused) {
      if (!used.equals(streamable)
          || !McpRequests.INITIALIZE.equals(message.method())
          || !UNKNOWN_THERE.contains(streamable.initializeRefused())) {
        throw refused;
      }
      fallBack(timeout, refused);
      used.send(message, timeout);
    }
  }

  private void fallBack(Duration timeout, McpManagerException refused) throws InterruptedException {
    SseMessageChannel sse = older.get();
    try {
      var ignored = sse.connect(timeout.compareTo(SHORTEST) > 0 ? timeout : SHORTEST);
    } catch (McpManagerException noStream) {
      sse.close();
      refused.addSuppressed(noStream);
      throw refused;
    }
    LOG.debug("a server refuses Streamable HTTP and is spoken to over HTTP+SSE");
    used = sse;
    endsWith(sse);
    Receiver current = receiver;
    if (current != null) {
      sse.open(new Only(sse, current));
    }
    streamable.close();
  }

  private void endsWith(RemoteChannel channel) {
    var ignored = channel.ended().thenAccept(reason -> {
      if (used.equals(channel)) {
        ended.complete(reason);
      }
    });
  }

  @Override
  public void negotiated(String protocolRevision) {
    used.negotiated(protocolRevision);
  }

  @Override
  public int maxMessageBytes() {
    return streamable.maxMessageBytes();
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended;
  }

  @Override
  public void close() {
    used.close();
  }

  @Override
  public void awaitGoodbye(Duration timeout) throws InterruptedException {
    used.awaitGoodbye(timeout);
  }

  /** Passes on what comes from the channel in use. */
  private final class Only implements Receiver {

    private final RemoteChannel from;
    private final Receiver to;

    Only(RemoteChannel from, Receiver to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void onMessage(byte[] message) {
      to.onMessage(message);
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      to.onOversized(head, tail, length);
    }

    @Override
    public void onNoise(String text) {
      to.onNoise(text);
    }

    @Override
    public void onGap() {
      to.onGap();
    }

    @Override
    public void onClosed(String reason) {
      if (used.equals(from)) {
        to.onClosed(reason);
      }
    }
  }
}
