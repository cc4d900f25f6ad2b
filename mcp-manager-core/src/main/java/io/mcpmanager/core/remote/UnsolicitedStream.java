package io.mcpmanager.core.remote;

import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel.Receiver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GET stream on which a server sends what belongs to no request; reopened when it drops. */
final class UnsolicitedStream implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UnsolicitedStream.class);
  /** Longest pause of our own making; also, a stream that lasted as long was no failure. */
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  private final HttpClientPool client;
  private final ManagerClock clock;
  private final McpRequests requests;
  private final Receiver receiver;
  private final StreamPosition position;
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile boolean late;
  private volatile boolean closed;
  private volatile @Nullable HttpExchange exchange;
  private volatile ManagerClock.@Nullable Timer reopening;
  private boolean offered;
  private int fruitless;

  UnsolicitedStream(
      HttpClientPool client,
      ManagerClock clock,
      McpRequests requests,
      int maxMessageBytes,
      Receiver receiver) {
    this.client = client;
    this.clock = clock;
    this.requests = requests;
    this.receiver = receiver;
    this.position = new StreamPosition(maxMessageBytes);
  }

  void start() {
    Thread.ofVirtual().name("mcp-listen").start(this::listen);
  }

  /**
   * Waits until the server has answered to the first request for the stream, whatever it said. If that takes longer, the
   * receiver is told of a gap once the stream is open.
   */
  void awaitAnswer(Duration atMost) throws InterruptedException {
    late = !answered.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void listen() {
    long begin = clock.nanoTime();
    boolean wanted = true;
    fruitless++;
    try {
      wanted = readStream();
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("server", requests.place())
          .setCause(e)
          .log("the stream of a server dropped");
    } finally {
      answered.countDown();
    }
    if (clock.nanoTime() - begin > MAX_BACKOFF.toNanos()) {
      fruitless = 0;
    }
    if (wanted && !closed) {
      reopening = clock.schedule(pause(), this::listen);
      if (closed) {
        cancelReopening();
      }
    }
  }

  /** Reads one connection's part of the stream; false if the server offers none. */
  private boolean readStream() throws IOException {
    HttpExchange current = client.exchange(requests.get(position.lastEventId()));
    exchange = current;
    if (closed) {
      return false;
    }
    HttpResponse response = current.send();
    answered.countDown();
    try (var body = response.body()) {
      if (response.status() != 200 || !McpRequests.isEventStream(response)) {
        return isWorthAnotherTry(response.status());
      }
      boolean gap = late && !offered;
      offered = true;
      if (gap) {
        receiver.onGap();
      }
      position.read(body, this::take);
    }
    return true;
  }

  /** 405, or what servers answer in its stead, means that there is no such stream, unless there was one before. */
  private boolean isWorthAnotherTry(int status) {
    if (offered && status == 404 && requests.hasSession()) {
      receiver.onClosed("the server has ended the session");
      return false;
    }
    return offered || status >= 500;
  }

  private boolean take(SseEvent event) {
    fruitless = 0;
    if (event.isCut()) {
      receiver.onOversized(event.data(), new byte[0], event.dataLength());
    } else if (event.data().length > 0) {
      receiver.onMessage(event.data());
    }
    return false;
  }

  /** What the server asked for, and longer after attempts that brought nothing. */
  private Duration pause() {
    Duration asked = position.retry();
    Duration longer = asked.multipliedBy(1L << Math.clamp(fruitless - 1, 0, 5));
    Duration most = asked.compareTo(MAX_BACKOFF) > 0 ? asked : MAX_BACKOFF;
    return longer.compareTo(most) < 0 ? longer : most;
  }

  private void cancelReopening() {
    ManagerClock.Timer timer = reopening;
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public void close() {
    closed = true;
    cancelReopening();
    HttpExchange current = exchange;
    if (current != null) {
      current.close();
    }
  }
}
