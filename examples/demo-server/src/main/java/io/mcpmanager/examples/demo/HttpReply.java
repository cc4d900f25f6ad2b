package io.mcpmanager.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answer to one HTTP request: plain JSON if nothing comes before it, else a stream of events. On a stream comments
 * are sent now and then, which is also how a client that has gone away is noticed.
 */
final class HttpReply implements Sender {

  private static final long COMMENT_EVERY_MS = 250;

  private final HttpExchange exchange;
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch over = new CountDownLatch(1);
  private boolean streaming;
  private volatile boolean gone;

  HttpReply(HttpExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void send(Object message) {
    write("data: " + JsonWriter.write(message) + "\n\n");
  }

  @Override
  public void answer(Object message, int status) {
    writing.lock();
    try {
      if (streaming) {
        send(message);
      } else {
        var body = JsonWriter.write(message).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      gone = true;
    } finally {
      writing.unlock();
      over.countDown();
    }
  }

  /** Waits until the answer is sent; false if the client went away before. */
  boolean await() throws InterruptedException {
    while (!over.await(COMMENT_EVERY_MS, TimeUnit.MILLISECONDS)) {
      write(":\n\n");
      if (gone) {
        return false;
      }
    }
    return !gone;
  }

  /** Begins the stream, before there is anything to send. */
  void begin() {
    write(":\n\n");
  }

  /** There will be no answer. */
  void end() {
    over.countDown();
  }

  private void write(String text) {
    writing.lock();
    try {
      if (gone || over.getCount() == 0) {
        return;
      }
      if (!streaming) {
        streaming = true;
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        exchange.sendResponseHeaders(200, 0);
      }
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    } catch (IOException e) {
      gone = true;
    } finally {
      writing.unlock();
    }
  }
}
