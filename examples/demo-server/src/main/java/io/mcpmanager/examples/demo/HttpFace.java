package io.mcpmanager.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Streamable HTTP at {@code /mcp}. Requests of revision 2026-07-28 stand for themselves; those of
 * older revisions belong to sessions, which begin with {@code initialize}.
 */
final class HttpFace implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final int MAX_SESSIONS = 1000;
  private static final String SESSION = "Mcp-Session-Id";
  private static final String REVISION = "MCP-Protocol-Version";
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final DemoServer server;
  private final Options options;
  private final ToolBox tools;
  private final Modern modern;
  private final Log log;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Connection> sessions = new ConcurrentHashMap<>();
  private Optional<HttpServer> listener = Optional.empty();

  HttpFace(DemoServer server, Options options, ToolBox tools, Modern modern, Log log) {
    this.server = server;
    this.options = options;
    this.tools = tools;
    this.modern = modern;
    this.log = log;
  }

  void start(int port) throws IOException {
    // without it small answers wait for the client's acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var http = HttpServer.create(new InetSocketAddress(options.address(), port), 0);
    http.setExecutor(threads);
    http.createContext("/mcp", this::handle);
    http.start();
    listener = Optional.of(http);
  }

  URI url() {
    int port = listener.map(http -> http.getAddress().getPort()).orElse(0);
    return URI.create("http://" + options.address() + ":" + port + "/mcp");
  }

  @Override
  public void close() {
    sessions.values().forEach(Connection::cancelAll);
    listener.ifPresent(http -> http.stop(0));
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isLocal(exchange)) {
        refuse(exchange, 403);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "POST" -> post(exchange);
        case "GET" -> get(exchange);
        case "DELETE" -> delete(exchange);
        default -> refuse(exchange, 405);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("could not serve an HTTP request", e);
    }
  }

  private void post(HttpExchange exchange) throws IOException, InterruptedException {
    var reply = new HttpReply(exchange);
    Object message = JsonObject.NULL;
    try {
      message = body(exchange);
      var connection = connection(exchange, message);
      if (connection.isEmpty()) {
        return;
      }
      if (!connection.get().accept(message, reply)) {
        refuse(exchange, 202);
      } else if (!reply.await() && isModern(exchange, message)) {
        // to go away is to cancel, but only in this revision
        connection.get().cancelAll();
      }
    } catch (RpcError e) {
      reply.answer(Connection.answerTo(message, e), e.status() == 200 ? 400 : e.status());
    }
  }

  private static Object body(HttpExchange exchange) throws IOException, RpcError {
    var bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new RpcError(
          RpcError.INVALID_REQUEST,
          "a message may have " + MAX_BODY_BYTES + " bytes",
          413,
          JsonObject.EMPTY);
    }
    try {
      return JsonReader.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonReader.MalformedJson e) {
      throw RpcError.badRequest(RpcError.PARSE_ERROR, "a message must be JSON: " + e.getMessage());
    }
  }

  /** The connection a message belongs to; if there is none the exchange has been answered. */
  private Optional<Connection> connection(HttpExchange exchange, Object message)
      throws IOException, RpcError {
    if (isModern(exchange, message)) {
      checkModern(exchange, message);
      return Optional.of(new Connection(log, server.session(new Nobody()), modern, threads));
    }
    if (options.legacy().isEmpty()) {
      return Optional.of(new Connection(log, server.session(new Nobody()), modern, threads));
    }
    var id = Optional.ofNullable(exchange.getRequestHeaders().getFirst(SESSION));
    if (id.isEmpty()
        && message instanceof JsonObject request
        && request.text("method").equals(Optional.of("initialize"))) {
      return Optional.of(newSession(exchange));
    }
    var session = id.map(sessions::get);
    if (session.isEmpty()) {
      refuse(exchange, id.isPresent() ? 404 : 400);
    }
    return session;
  }

  private Connection newSession(HttpExchange exchange) throws RpcError {
    if (sessions.size() >= MAX_SESSIONS) {
      throw new RpcError(
          RpcError.INTERNAL_ERROR,
          "more than " + MAX_SESSIONS + " sessions",
          503,
          JsonObject.EMPTY);
    }
    var id = UUID.randomUUID().toString();
    var connection = new Connection(log, server.session(new Nobody()), modern, threads);
    sessions.put(id, connection);
    exchange.getResponseHeaders().set(SESSION, id);
    return connection;
  }

  private boolean isModern(HttpExchange exchange, Object message) {
    return options.isModern()
        && (Options.MODERN.equals(exchange.getRequestHeaders().getFirst(REVISION))
            || (message instanceof JsonObject request && modern.claims(request)));
  }

  private void checkModern(HttpExchange exchange, Object message) throws RpcError {
    if (!(message instanceof JsonObject request) || request.has("result") || request.has("error")) {
      throw RpcError.badRequest(RpcError.INVALID_REQUEST, "a message must be one request");
    }
    if (request.has("id")) {
      modern.checkEnvelope(request
          .object("params")
          .flatMap(params -> params.object("_meta"))
          .orElse(JsonObject.EMPTY));
      new HeaderCheck(exchange.getRequestHeaders(), tools).check(request);
    }
  }

  /** The stream of a session for what belongs to no call. */
  private void get(HttpExchange exchange) throws IOException, InterruptedException {
    var session = session(exchange);
    if (session.isPresent()) {
      var stream = new HttpReply(exchange);
      stream.begin();
      session.get().session().sendUnaskedTo(stream);
      stream.await();
    }
  }

  private void delete(HttpExchange exchange) throws IOException {
    var session = session(exchange);
    if (session.isPresent()) {
      sessions.values().removeAll(List.of(session.get()));
      session.get().cancelAll();
      session.get().session().close();
      refuse(exchange, 204);
    }
  }

  private Optional<Connection> session(HttpExchange exchange) throws IOException {
    var id = Optional.ofNullable(exchange.getRequestHeaders().getFirst(SESSION));
    var session = id.map(sessions::get);
    if (session.isEmpty()) {
      refuse(exchange, options.legacy().isEmpty() || id.isEmpty() ? 405 : 404);
    }
    return session;
  }

  private static boolean isLocal(HttpExchange exchange) {
    var origin = exchange.getRequestHeaders().getFirst("Origin");
    try {
      return origin == null || LOCAL.contains(String.valueOf(URI.create(origin).getHost()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void refuse(HttpExchange exchange, int status) throws IOException {
    if (status == 405) {
      exchange.getResponseHeaders().set("Allow", "POST");
    }
    exchange.sendResponseHeaders(status, -1);
  }

  /** Takes what nobody will ever hear. */
  private record Nobody() implements Sender {

    @Override
    public void send(Object message) {
      // there is no stream for it
    }
  }
}
