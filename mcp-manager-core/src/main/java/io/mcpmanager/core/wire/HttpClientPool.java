package io.mcpmanager.core.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * An HTTP/1.1 client for upstream servers: pooled connections, blocking calls, bodies as they
 * arrive. It follows no redirects, keeps no cookies and knows no proxies. Thread-safe.
 */
public final class HttpClientPool implements AutoCloseable {

  /** A peer closes resting connections when it said it would; we stop using them before. */
  private static final Duration KEEP_ALIVE_MARGIN = Duration.ofSeconds(1);

  /** The connections to one origin. */
  private static final class Lane {
    final Set<HttpConnection> open = new HashSet<>();
    final Deque<HttpConnection> resting = new ArrayDeque<>(); // the newest first
    final Condition freed;
    int waiting;

    Lane(Condition freed) {
      this.freed = freed;
    }
  }

  private final HttpClientLimits limits;
  private final Destinations destinations;
  private final Supplier<SSLSocketFactory> tls;
  private final LongSupplier nanoTime;
  private final BriefLook look = new BriefLook(Runtime.getRuntime().availableProcessors());
  private final CountDownLatch ended = new CountDownLatch(1);
  /** Guards all below; nothing that blocks is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<HttpOrigin, Lane> lanes = new HashMap<>();
  private boolean evicting;
  private boolean closed;

  /**
   * A client that trusts for https what the JVM trusts.
   *
   * @param destinations to where it connects
   * @param nanoTime elapsed time in nanoseconds, as of {@link System#nanoTime()}
   */
  public HttpClientPool(HttpClientLimits limits, Destinations destinations, LongSupplier nanoTime) {
    this(limits, destinations, () -> (SSLSocketFactory) SSLSocketFactory.getDefault(), nanoTime);
  }

  /**
   * A client with its own idea of whom to trust for https.
   *
   * @param destinations to where it connects
   * @param nanoTime elapsed time in nanoseconds, as of {@link System#nanoTime()}
   */
  public HttpClientPool(
      HttpClientLimits limits, Destinations destinations, SSLContext tls, LongSupplier nanoTime) {
    this(limits, destinations, tls::getSocketFactory, nanoTime);
  }

  private HttpClientPool(
      HttpClientLimits limits,
      Destinations destinations,
      Supplier<SSLSocketFactory> tls,
      LongSupplier nanoTime) {
    this.limits = limits;
    this.destinations = destinations;
    this.tls = tls;
    this.nanoTime = nanoTime;
  }

  /**
   * Prepares an exchange; nothing is sent before {@link HttpExchange#send()}.
   *
   * @throws IllegalArgumentException if the request could not be written as proper HTTP
   */
  public HttpExchange exchange(HttpRequest request) {
    return new HttpExchange(this, request);
  }

  /** Ends all connections; running exchanges fail. */
  @Override
  public void close() {
    var open = new ArrayList<HttpConnection>();
    lock.lock();
    try {
      closed = true;
      for (Lane lane : lanes.values()) {
        open.addAll(lane.open);
        lane.freed.signalAll();
      }
      lanes.clear();
      ended.countDown();
    } finally {
      lock.unlock();
    }
    open.forEach(HttpConnection::abort);
  }

  HttpClientLimits limits() {
    return limits;
  }

  /** To where it connects. */
  public Destinations destinations() {
    return destinations;
  }

  BriefLook look() {
    return look;
  }

  Supplier<SSLSocketFactory> tls() {
    return tls;
  }

  /** A resting connection that is still good, or a new one that is yet to connect. */
  HttpConnection acquire(HttpOrigin origin, HttpExchange exchange, boolean fresh)
      throws IOException {
    while (true) {
      HttpConnection taken = take(origin, exchange, fresh);
      if (!taken.isUsed() || (!taken.isExpired(nanoTime.getAsLong()) && taken.isQuiet())) {
        return taken;
      }
      discard(taken);
    }
  }

  /** Takes a connection back for others to use. */
  void release(HttpConnection connection, Optional<Duration> keepAlive) {
    Duration rest = keepAlive
        .map(promised -> promised.minus(KEEP_ALIVE_MARGIN))
        .filter(promised -> promised.compareTo(limits.idleTimeout()) < 0)
        .orElse(limits.idleTimeout());
    boolean kept = false;
    lock.lock();
    try {
      Lane lane = lanes.get(connection.origin());
      if (lane != null
          && lane.open.contains(connection)
          && rest.isPositive()
          && (lane.waiting > 0 || lane.resting.size() < limits.maxIdle())) {
        connection.rest(nanoTime.getAsLong() + rest.toNanos());
        lane.resting.addFirst(connection);
        lane.freed.signal();
        kept = true;
        startEviction();
      }
    } finally {
      lock.unlock();
    }
    if (!kept) {
      discard(connection);
    }
  }

  /** Ends a connection and makes room for another. */
  void discard(HttpConnection connection) {
    connection.abort();
    lock.lock();
    try {
      Lane lane = lanes.get(connection.origin());
      if (lane != null) {
        lane.open.remove(connection);
        lane.resting.remove(connection);
        lane.freed.signal();
        forgetIfUnused(connection.origin(), lane);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets exchanges that wait for a connection see whether they were closed. */
  void wake(HttpOrigin origin) {
    lock.lock();
    try {
      Lane lane = lanes.get(origin);
      if (lane != null && lane.waiting > 0) {
        lane.freed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends connections that have rested too long. */
  void evict() {
    var expired = new ArrayList<HttpConnection>();
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      for (Lane lane : lanes.values()) {
        lane.resting.stream().filter(resting -> resting.isExpired(now)).forEach(expired::add);
      }
      for (HttpConnection connection : expired) {
        Lane lane = lanes.get(connection.origin());
        if (lane != null) {
          lane.resting.remove(connection);
        }
      }
    } finally {
      lock.unlock();
    }
    expired.forEach(this::discard);
  }

  /** How many connections rest, and how many are open in all. */
  List<Integer> counts() {
    lock.lock();
    try {
      return List.of(
          lanes.values().stream().mapToInt(lane -> lane.resting.size()).sum(),
          lanes.values().stream().mapToInt(lane -> lane.open.size()).sum());
    } finally {
      lock.unlock();
    }
  }

  private HttpConnection take(HttpOrigin origin, HttpExchange exchange, boolean fresh)
      throws IOException {
    HttpConnection dropped = null;
    lock.lock();
    try {
      long left = limits.connectTimeout().toNanos();
      while (true) {
        if (closed || exchange.isClosed()) {
          throw new IOException(closed ? "the client was closed" : "the exchange was closed");
        }
        Lane lane = lanes.computeIfAbsent(origin, ignored -> new Lane(lock.newCondition()));
        if (!fresh && !lane.resting.isEmpty()) {
          return lane.resting.removeFirst();
        }
        if (lane.open.size() == limits.maxConnections() && !lane.resting.isEmpty()) {
          dropped = lane.resting.removeLast();
          lane.open.remove(dropped);
        }
        if (lane.open.size() < limits.maxConnections()) {
          var opened = new HttpConnection(origin, nanoTime);
          lane.open.add(opened);
          return opened;
        }
        if (left <= 0) {
          throw new SocketTimeoutException("no connection to " + origin.host()
              + " became free within " + limits.connectTimeout());
        }
        lane.waiting++;
        try {
          left = lane.freed.awaitNanos(left);
        } finally {
          lane.waiting--;
          forgetIfUnused(origin, lane);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a connection");
    } finally {
      lock.unlock();
      if (dropped != null) {
        dropped.abort();
      }
    }
  }

  private void forgetIfUnused(HttpOrigin origin, Lane lane) {
    if (lane.open.isEmpty() && lane.waiting == 0) {
      lanes.remove(origin, lane);
    }
  }

  private void startEviction() {
    if (!evicting) {
      evicting = true;
      Thread.ofVirtual().name("http-idle").start(this::evictUntilClosed);
    }
  }

  private void evictUntilClosed() {
    try {
      while (!ended.await(limits.idleTimeout().toNanos() / 2, TimeUnit.NANOSECONDS)) {
        evict();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
