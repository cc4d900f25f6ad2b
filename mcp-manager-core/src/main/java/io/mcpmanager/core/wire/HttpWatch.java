package io.mcpmanager.core.wire;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a connection on which a write or a handshake takes too long; sockets only time reads. */
final class HttpWatch {

  /** What is watched. */
  interface Action {
    void run() throws IOException;
  }

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean expired;

  private HttpWatch() {}

  /** Runs an action that blocks on a connection, which is aborted if it takes too long. */
  static void limit(HttpConnection connection, Duration timeout, Action action) throws IOException {
    var watch = new HttpWatch();
    Thread.ofVirtual().name("http-watch").start(() -> watch.run(connection, timeout));
    try {
      action.run();
    } catch (IOException e) {
      if (watch.expired) {
        var late = new SocketTimeoutException("the peer took longer than " + timeout);
        late.initCause(e);
        throw late;
      }
      throw e;
    } finally {
      watch.done.countDown();
    }
  }

  private void run(HttpConnection connection, Duration timeout) {
    try {
      if (!done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        expired = true;
        connection.abort();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
