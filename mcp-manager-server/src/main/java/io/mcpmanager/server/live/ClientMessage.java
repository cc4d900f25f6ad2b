package io.mcpmanager.server.live;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.log.LogFilter;
import java.util.List;
import java.util.Optional;

/** What a client can say on a WebSocket. */
sealed interface ClientMessage {

  /**
   * Asks for topics.
   *
   * @param id chosen by the client; names the subscription in everything that belongs to it
   * @param topics {@code events}, {@code servers}, {@code calls} or {@code logs:SERVER}
   * @param events which events; its servers are those whose calls are meant, too
   * @param lines which log lines
   * @param after position to go on after, with exactly one topic; empty for what comes from now on
   */
  record Subscribe(
      String id, List<String> topics, EventFilter events, LogFilter lines, Optional<Long> after)
      implements ClientMessage {}

  /** Ends a subscription. */
  record Unsubscribe(String id) implements ClientMessage {}

  /** Asks for a sign of life. Pages can neither send nor see the pings of WebSocket itself. */
  record Ping() implements ClientMessage {}
}
