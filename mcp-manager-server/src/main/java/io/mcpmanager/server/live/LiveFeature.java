package io.mcpmanager.server.live;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.Caller;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Events, states, calls and logs as they happen: over WebSocket at {@code /ws}, and as server-sent events at
 * {@code /api/v1/events/stream} and {@code /api/v1/servers/SERVER/logs/stream}.
 */
public final class LiveFeature implements HttpFeature {

  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  /** Close code of a connection whose opener has to sign in again. */
  private static final int CREDENTIAL_ENDED = 4401;

  private final Feeds feeds;
  private final ManagerClock clock;
  private final SlowClients slowClients;
  private final LiveLimits limits;

  /** Sockets that vanish without a word call nobody, so all are kept here and asked for a sign of life. */
  private final Set<LiveConnection> connections = ConcurrentHashMap.newKeySet();

  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Live views of a manager's parts. */
  public LiveFeature(
      Servers servers,
      Events events,
      Logs logs,
      Gateway gateway,
      Calls calls,
      ManagerClock clock,
      SlowClients slowClients,
      LiveLimits limits) {
    this.feeds = new Feeds(servers, events, logs, gateway, calls);
    this.clock = clock;
    this.slowClients = slowClients;
    this.limits = limits;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get("/api/v1/events/stream", this::streamEvents);
    routes.get("/api/v1/servers/{server}/logs/stream", this::streamLines);
  }

  @Override
  public Map<String, Function<Caller, WsListener>> webSockets() {
    return Map.of(
        "/ws",
        caller -> new LiveListener(
            this::hasRoom, session -> connect(session, caller), limits.maxMessageChars()));
  }

  /** WebSockets open now. */
  public int webSocketsOpen() {
    return connections.size();
  }

  @Override
  public void close() {
    closed = true;
    connections.forEach(connection -> connection.close(WsCloseCodes.GOING_AWAY, "manager stops"));
    streams.forEach(EventStream::end);
  }

  private boolean hasRoom() {
    return !closed && connections.size() + streams.size() < limits.maxConnections();
  }

  private LiveConnection connect(WsSession session, Caller caller) {
    var connection =
        new LiveConnection(session, feeds, caller.context(), clock, slowClients, limits, ended -> {
          connections.remove(ended);
          caller.close();
        });
    connections.add(connection);
    caller.onEnd(() -> connection.close(CREDENTIAL_ENDED, "the credential has ended"));
    return connection;
  }

  private void streamEvents(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    var reader = new FilterReader();
    var filter = reader.events(
        parameters(request, "type"),
        parameters(request, "category"),
        parameters(request, "server"),
        parameter(request, "severity"));
    Optional<Long> after = after(reader, request);
    reader.check();
    stream(feeds.events(CallContexts.of(request), filter), "events", after, response);
  }

  private void streamLines(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    var reader = new FilterReader();
    var filter = reader.lines(parameter(request, "level"));
    Optional<Long> after = after(reader, request);
    reader.check();
    String server = request.path().pathParameters().get("server");
    var source = feeds.lines(CallContexts.of(request), server, filter);
    stream(source, ClientMessageReader.LOGS + server, after, response);
  }

  private void stream(Source<?> source, String topic, Optional<Long> after, ServerResponse response)
      throws InterruptedException {
    if (!hasRoom()) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "too many live connections are open; try again later");
    }
    long position = after.orElseGet(source::latest);
    EventStream stream = EventStream.open(response, position, slowClients);
    streams.add(stream);
    try (var feed = new LogFeed<>(source, topic, position, stream)) {
      feed.start();
      if (closed) {
        stream.end();
      }
      stream.keepOpen(limits.heartbeat());
    } finally {
      streams.remove(stream);
    }
  }

  private static Optional<Long> after(FilterReader reader, ServerRequest request) {
    // what the browser saw last is newer than what the page asked for first
    return reader.position(
        "after", request.headers().first(LAST_EVENT_ID).or(() -> parameter(request, "after")));
  }

  private static Optional<String> parameter(ServerRequest request, String name) {
    return request.query().first(name).asOptional();
  }

  private static Collection<String> parameters(ServerRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (String value : request.query().all(name, List::of)) {
      values.addAll(Arrays.asList(value.split(",", -1)));
    }
    return values;
  }
}
