package io.mcpmanager.server.bridge;

import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way to the manager, with all the exchanges it takes. Waits, within bounds, for a manager that is
 * not there yet. Belongs to one thread; any thread may cancel it.
 */
final class Transfer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final ManagerEndpoint endpoint;
  private final Duration patience;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean endless;
  private volatile boolean unwanted;
  private volatile @Nullable HttpExchange exchange;

  /** A message for which a manager that does not listen is waited for as long as {@code patience}. */
  Transfer(ManagerEndpoint endpoint, Duration patience) {
    this.endpoint = endpoint;
    this.patience = patience;
  }

  /**
   * Sends a request and waits for the head of the response.
   *
   * @throws ConnectException if nobody listened in time; then nothing was sent
   */
  HttpResponse send(HttpRequest request) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    boolean told = false;
    while (true) {
      HttpExchange next = endpoint.exchange(request);
      exchange = next;
      if (isCancelled()) {
        next.close();
      }
      try {
        return next.send();
      } catch (ConnectException nobody) {
        if (System.nanoTime() - begin >= patience.toNanos() || !pause(BETWEEN_TRIES)) {
          throw nobody;
        }
        if (!told) {
          told = true;
          LOG.info("waiting for a manager at {}", endpoint.place());
        }
      }
    }
  }

  /** Waits; false if it was cancelled meanwhile. */
  boolean pause(Duration delay) throws InterruptedException {
    return !cancelled.await(delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Notes that it goes on until it is cancelled. */
  void endless() {
    endless = true;
  }

  boolean isEndless() {
    return endless;
  }

  /** Notes that the client does not want an answer any more. */
  void unwanted() {
    unwanted = true;
  }

  boolean isUnwanted() {
    return unwanted;
  }

  /** Ends whatever it does now or would do next. */
  void cancel() {
    cancelled.countDown();
    HttpExchange running = exchange;
    if (running != null) {
      running.close();
    }
  }

  boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  /** Waits until it has ended; false if it has not in time. */
  boolean awaitDone(Duration timeout) throws InterruptedException {
    return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    done.countDown();
  }
}
