package io.mcpmanager.server.live;

import java.time.Duration;

/**
 * Bounds and rhythms of live connections.
 *
 * @param maxConnections WebSockets and event streams open at a time
 * @param maxSubscriptions subscriptions of one WebSocket
 * @param maxMessageChars longest message a client may send, in characters
 * @param heartbeat pause between two signs of life
 * @param silence a WebSocket from which nothing came for this long, not even an answer to a ping, is dropped
 */
public record LiveLimits(
    int maxConnections,
    int maxSubscriptions,
    int maxMessageChars,
    Duration heartbeat,
    Duration silence) {

  public static final LiveLimits DEFAULT =
      new LiveLimits(1_000, 32, 64 * 1024, Duration.ofSeconds(15), Duration.ofSeconds(45));

  /** The same with another number of connections. */
  public LiveLimits withMaxConnections(int connections) {
    return new LiveLimits(connections, maxSubscriptions, maxMessageChars, heartbeat, silence);
  }
}
