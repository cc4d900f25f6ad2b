package io.mcpmanager.server.mcp;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.websocket.WsListener;
import io.mcpmanager.server.http.Caller;
import io.mcpmanager.server.http.HttpFeature;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * MCP over WebSocket, subprotocol {@code mcp}: at {@code /mcp/ws} all servers, at {@code /mcp/servers/NAME/ws} one. Each
 * connection is a session of its own; requests of 2026-07-28 are served beside it.
 */
final class WebSocketFeature implements HttpFeature {

  private static final String ALL = "/mcp/ws";
  private static final String ONE = "/mcp/servers/{name}/ws";
  private static final Status UPGRADE_REQUIRED = Status.create(426, "Upgrade Required");

  private final WebSocketContext context;
  private final Set<WebSocketClient> clients = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Endpoints in front of a gateway. */
  WebSocketFeature(WebSocketContext context) {
    this.context = context;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.any(ALL, WebSocketFeature::needsUpgrade);
    routes.any(ONE, WebSocketFeature::needsUpgrade);
  }

  @Override
  public Map<String, Function<Caller, WsListener>> webSockets() {
    return Map.of(ALL, this::listener, ONE, this::listener);
  }

  /** Connections open now. */
  int open() {
    return clients.size();
  }

  @Override
  public void close() {
    closed = true;
    clients.forEach(WebSocketClient::goAway);
  }

  private WsListener listener(Caller caller) {
    return new WebSocketListener(context, caller, () -> closed, clients);
  }

  private static void needsUpgrade(ServerRequest request, ServerResponse response) {
    response
        .status(UPGRADE_REQUIRED)
        .header(HeaderNames.UPGRADE, "websocket")
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(Refusal.badRequest("This is a WebSocket endpoint of subprotocol mcp")
            .body());
  }
}
