package io.mcpmanager.server.http;

import java.time.Duration;

/**
 * Where the server listens and what it bears.
 *
 * @param host address to listen at
 * @param port port to listen at; 0 for any free one
 * @param maxBodyBytes longest request body
 * @param maxConnections most connections at a time
 * @param idleTimeout silence after which a connection is closed
 * @param drainTimeout time that running requests get when the server stops
 * @param maxHeaderBytes longest headers of a request, together
 * @param reach by which names and from where it can be reached
 */
public record HttpLimits(
    String host,
    int port,
    long maxBodyBytes,
    int maxConnections,
    Duration idleTimeout,
    Duration drainTimeout,
    int maxHeaderBytes,
    Reach reach) {

  /** Of a server that only this machine reaches. */
  public HttpLimits(
      String host,
      int port,
      long maxBodyBytes,
      int maxConnections,
      Duration idleTimeout,
      Duration drainTimeout,
      int maxHeaderBytes) {
    this(
        host,
        port,
        maxBodyBytes,
        maxConnections,
        idleTimeout,
        drainTimeout,
        maxHeaderBytes,
        Reach.LOOPBACK);
  }
}
