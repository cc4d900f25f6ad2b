package io.mcpmanager.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An independent WebSocket client. */
final class LiveClient implements WebSocket.Listener, AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final boolean eager;
  private final WebSocket socket;

  private LiveClient(HttpClient client, URI uri, boolean eager) {
    this.eager = eager;
    this.socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  static LiveClient connect(HttpClient client, int port) {
    return new LiveClient(client, URI.create("ws://127.0.0.1:" + port + "/ws"), true);
  }

  /** A client that reads nothing until it is asked to. */
  static LiveClient lazy(HttpClient client, int port) {
    return new LiveClient(client, URI.create("ws://127.0.0.1:" + port + "/ws"), false);
  }

  LiveClient send(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  void sendBytes(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  void read(long messages) {
    socket.request(messages);
  }

  JsonNode next() throws InterruptedException {
    JsonNode message = received.poll(20, TimeUnit.SECONDS);
    assertThat(message).as("a message within 20 s").isNotNull();
    return message;
  }

  /** The next message of a type; others are passed over. */
  JsonNode next(String type) throws InterruptedException {
    JsonNode message = next();
    while (!message.path("type").asText().equals(type)) {
      message = next();
    }
    return message;
  }

  @Nullable
  JsonNode poll(Duration wait) throws InterruptedException {
    return received.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  int pings() {
    return pings.get();
  }

  int closeCode() {
    return closed.orTimeout(20, TimeUnit.SECONDS).join();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  /** Cuts the connection without a word. */
  void drop() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(e -> socket).join();
    socket.abort();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (eager) {
      webSocket.request(1);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      received.add(parse(partial.toString()));
      partial.setLength(0);
    }
    requestNext(webSocket);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
    pings.incrementAndGet();
    requestNext(webSocket);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(-1);
  }

  private void requestNext(WebSocket webSocket) {
    if (eager) {
      webSocket.request(1);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
