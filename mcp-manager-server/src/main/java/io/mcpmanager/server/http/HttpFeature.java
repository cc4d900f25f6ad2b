package io.mcpmanager.server.http;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.websocket.WsListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A part of the server that answers requests. Every request has passed the filters before it comes here: it has a
 * request id, its Host and Origin are allowed, it has a {@link Caller}, and the security headers are set. What a handler throws is answered in
 * the envelope of the API.
 */
public interface HttpFeature extends AutoCloseable {

  /** Adds the routes of this feature. A path that answers to some methods only has to refuse the others itself. */
  default void routes(HttpRouting.Builder routes) {}

  /**
   * What of this feature is for everybody, without a credential: method, space and path; with {@code /*} at the end all
   * that is below it. All else is closed.
   */
  default Set<String> publicPaths() {
    return Set.of();
  }

  /**
   * The WebSocket endpoints of this feature: path to a new listener for each connection, which closes the caller when
   * that has ended.
   */
  default Map<String, Function<Caller, WsListener>> webSockets() {
    return Map.of();
  }

  /** Who wants to hear of each request as soon as it comes, on the thread that serves it. */
  default List<Http1ConnectionListener> connectionListeners() {
    return List.of();
  }

  /** Ends what is open (streams, sockets). Called when the server stops, before it waits for requests to end. */
  @Override
  default void close() {}
}
