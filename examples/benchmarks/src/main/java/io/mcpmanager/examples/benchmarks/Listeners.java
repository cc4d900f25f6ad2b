package io.mcpmanager.examples.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** WebSocket clients that are told whenever a server's state changes. */
final class Listeners implements AutoCloseable {

  private static final String SUBSCRIBE =
      "{\"type\":\"subscribe\",\"id\":\"1\",\"topics\":[\"events\"],"
          + "\"filter\":{\"types\":[\"server.state\"]}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final List<WebSocket> sockets = new ArrayList<>();
  private volatile CountDownLatch heard = new CountDownLatch(0);

  Listeners(int port) {
    url = URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  /** Opens this many and returns once all are subscribed. */
  void open(int count) throws InterruptedException {
    heard = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      WebSocket socket =
          http.newWebSocketBuilder().buildAsync(url, new Listener()).join();
      sockets.add(socket.sendText(SUBSCRIBE, true).join());
    }
    await();
  }

  /** From now on the next event is meant. */
  void expect() {
    heard = new CountDownLatch(sockets.size());
  }

  void await() throws InterruptedException {
    if (!heard.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not all clients have heard of it");
    }
  }

  /** Ends all connections; others can be opened. */
  @Override
  public void close() {
    sockets.forEach(WebSocket::abort);
    sockets.clear();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        if (text.indexOf("\"type\":\"event\"") >= 0
            || text.indexOf("\"type\":\"subscribed\"") >= 0) {
          heard.countDown();
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
