package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A handshake without messages: it succeeds as soon as it is let, unless the channel has closed. */
public final class FakeConnector implements Connector {

  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final AtomicInteger pings = new AtomicInteger();
  public volatile boolean pingFails;
  public volatile Runnable whenPinged = () -> {};
  /** What servers, by name, say when they refuse to initialize. */
  public final Map<String, String> refusals = new ConcurrentHashMap<>();
  /** The names of servers that answer no ping. */
  public final Set<String> mute = ConcurrentHashMap.newKeySet();
  /** What servers owe, by name. */
  public final Map<String, Traffic> traffic = new ConcurrentHashMap<>();
  /** What a ping to a server of this name does before it is answered. */
  public volatile Consumer<String> beforePong = server -> {};

  /** The newest life of each server, by name. */
  public final Map<String, Life> lives = new ConcurrentHashMap<>();

  /** Keeps handshakes from completing until {@link #release}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  public void release() {
    gate.countDown();
  }

  /** Handshakes begun so far. */
  public int handshakes() {
    return handshakes.get();
  }

  /** Pings so far. */
  public int pings() {
    return pings.get();
  }

  @Override
  public Connection connect(Life life, Duration timeout) throws InterruptedException {
    Instance instance = life.instance();
    lives.put(life.definition().name(), life);
    var closed = new CompletableFuture<String>();
    instance.channel().open(new Ending(closed));
    handshakes.incrementAndGet();
    String refusal = refusals.get(life.definition().name());
    if (refusal != null) {
      instance.channel().close();
      throw new McpManagerException(ErrorCode.HANDSHAKE_FAILED, refusal);
    }
    var ready = CompletableFuture.runAsync(() -> {}, task -> Thread.ofVirtual().start(() -> {
      try {
        gate.await();
        task.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
    try {
      CompletableFuture.anyOf(closed, ready).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (!closed.isDone()) {
      life.listing();
    }
    if (closed.isDone()) {
      throw new McpManagerException(
          ErrorCode.HANDSHAKE_FAILED,
          "no answer came",
          new McpManagerException(ErrorCode.CHANNEL_FAILED, closed.join()));
    }
    return new FakeConnection(life.definition().name(), instance, closed);
  }

  private record Ending(CompletableFuture<String> closed) implements MessageChannel.Receiver {
    @Override
    public void onMessage(byte[] message) {}

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {}

    @Override
    public void onClosed(String reason) {
      closed.complete(reason);
    }
  }

  private final class FakeConnection implements Connection {

    private final String server;
    private final Instance instance;
    private final CompletableFuture<String> closed;

    FakeConnection(String server, Instance instance, CompletableFuture<String> closed) {
      this.server = server;
      this.instance = instance;
      this.closed = closed;
    }

    @Override
    public String protocolRevision() {
      return "2025-11-25";
    }

    @Override
    public String serverName() {
      return "fake";
    }

    @Override
    public String serverVersion() {
      return "1";
    }

    @Override
    public Duration ping(Duration timeout) {
      pings.incrementAndGet();
      whenPinged.run();
      beforePong.accept(server);
      if (pingFails || mute.contains(server)) {
        throw new McpManagerException(ErrorCode.TIMEOUT, "no answer within " + timeout);
      }
      return Duration.ofMillis(3);
    }

    @Override
    public Traffic traffic(Duration patience) {
      return traffic.getOrDefault(server, Traffic.NONE);
    }

    @Override
    public CompletableFuture<String> closed() {
      return closed;
    }

    @Override
    public void close() {
      instance.channel().close();
    }
  }
}
