package io.mcpmanager.core.remote;

import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpExchange;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * One message on its way, with all the exchanges and pauses it takes, under one deadline. Belongs to the sender's
 * thread; any thread may cancel it.
 */
final class HttpCall implements AutoCloseable {

  private final HttpClientPool client;
  private final ManagerClock clock;
  private final ManagerClock.Timer deadline;
  private volatile Runnable ending = () -> {};
  private volatile boolean cancelled;
  private volatile boolean late;

  HttpCall(HttpClientPool client, ManagerClock clock, Duration timeout) {
    this.client = client;
    this.clock = clock;
    this.deadline = clock.schedule(timeout, this::expire);
  }

  /** Sends a request and waits for the head of the response. */
  HttpResponse send(HttpRequest request) throws IOException {
    HttpExchange exchange = client.exchange(request);
    endBy(exchange::close);
    return exchange.send();
  }

  /** Waits; false if it was cancelled meanwhile. */
  boolean pause(Duration delay) throws InterruptedException {
    var over = new CountDownLatch(1);
    ManagerClock.Timer timer = clock.schedule(delay, over::countDown);
    endBy(over::countDown);
    try {
      over.await();
    } finally {
      timer.cancel();
    }
    return !cancelled;
  }

  /** Ends whatever it does now or would do next. */
  void cancel() {
    cancelled = true;
    ending.run();
  }

  /** Whether it was cancelled because its time was up. */
  boolean isLate() {
    return late;
  }

  @Override
  public void close() {
    deadline.cancel();
    cancel();
  }

  private void expire() {
    late = true;
    cancel();
  }

  private void endBy(Runnable newEnding) {
    ending = newEnding;
    if (cancelled) {
      newEnding.run();
    }
  }
}
