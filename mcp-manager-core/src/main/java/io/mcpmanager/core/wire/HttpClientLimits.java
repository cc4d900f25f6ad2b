package io.mcpmanager.core.wire;

import java.time.Duration;

/**
 * Bounds of the HTTP client.
 *
 * @param maxConnections open connections to one origin; further requests wait for one
 * @param maxIdle connections to one origin kept open without work
 * @param idleTimeout how long a connection is kept without work
 * @param connectTimeout how long to wait for a free connection, and again for the connection to be
 *     made, its TLS handshake included
 * @param maxHead bytes of a response's status line and headers, and of the trailers after its body
 * @param maxHeaders header lines of a response
 */
public record HttpClientLimits(
    int maxConnections,
    int maxIdle,
    Duration idleTimeout,
    Duration connectTimeout,
    int maxHead,
    int maxHeaders) {

  /**
   * Room for many event streams to one origin, and heads larger than any server's default. As many connections rest as were
   * at work: to end one and make it again a moment later costs more than to keep it.
   */
  public static final HttpClientLimits DEFAULT = new HttpClientLimits(
      256, 256, Duration.ofSeconds(30), Duration.ofSeconds(10), 64 * 1024, 200);

  public HttpClientLimits {
    require(maxConnections >= 1, "maxConnections must be 1 or more, was " + maxConnections);
    require(maxIdle >= 0, "maxIdle must be 0 or more, was " + maxIdle);
    require(idleTimeout.isPositive(), "idleTimeout must be positive, was " + idleTimeout);
    require(connectTimeout.isPositive(), "connectTimeout must be positive, was " + connectTimeout);
    require(maxHead >= 256, "maxHead must be 256 or more, was " + maxHead);
    require(maxHeaders >= 1, "maxHeaders must be 1 or more, was " + maxHeaders);
  }

  private static void require(boolean valid, String problem) {
    if (!valid) {
      throw new IllegalArgumentException(problem);
    }
  }
}
