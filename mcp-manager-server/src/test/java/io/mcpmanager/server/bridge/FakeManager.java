package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Messages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What answers at a manager's address, as a test says; keeps what came. */
final class FakeManager implements AutoCloseable {

  /** How a message, or a GET or DELETE, is answered. */
  @FunctionalInterface
  interface Script {
    void answer(HttpExchange exchange, Envelope message) throws IOException;
  }

  /** What came: its HTTP method or JSON-RPC method, its headers and its body. */
  record Came(String method, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  static final byte[] NONE = "null".getBytes(UTF_8);

  final List<Came> came = new CopyOnWriteArrayList<>();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  FakeManager() throws IOException {
    this(0);
  }

  FakeManager(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    on("GET", (exchange, message) -> status(exchange, 405));
    on("DELETE", (exchange, message) -> status(exchange, 204));
    on("initialize", (exchange, message) -> {
      exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
      json(
          exchange,
          200,
          result(
              message,
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{}}}"));
    });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/mcp");
  }

  int port() {
    return server.getAddress().getPort();
  }

  void on(String method, Script script) {
    scripts.put(method, script);
  }

  List<Came> came(String method) {
    return came.stream().filter(one -> one.method().equals(method)).toList();
  }

  static String result(Envelope request, String json) {
    return new String(Messages.result(request.id().orElseThrow(), json.getBytes(UTF_8)), UTF_8);
  }

  static void json(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** Begins an event stream; what is written to it goes out at once. */
  static OutputStream stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    return out;
  }

  static void event(OutputStream out, String id, String data) throws IOException {
    out.write(
        ((id.isEmpty() ? "" : "id: " + id + "\n") + "data: " + data + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private void serve(HttpExchange exchange) {
    try {
      String verb = exchange.getRequestMethod();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Envelope message = Envelope.read(verb.equals("POST") ? body : NONE);
      String method =
          switch (message.kind()) {
            case REQUEST, NOTIFICATION -> message.method();
            case RESPONSE, ERROR_RESPONSE -> "response";
            default -> verb;
          };
      came.add(new Came(method, Map.copyOf(exchange.getRequestHeaders()), new String(body, UTF_8)));
      Script script = scripts.get(method);
      if (script != null) {
        script.answer(exchange, message);
      } else if (message.kind() == Envelope.Kind.REQUEST) {
        json(exchange, 200, result(message, "{\"was\":\"" + method + "\"}"));
      } else {
        status(exchange, 202);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
