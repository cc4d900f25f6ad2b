package io.mcpmanager.core.config;

import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.api.log.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured of the reference server, read by {@link ConfigLoader}. What a key means and may be
 * is said in {@link Keys}.
 *
 * @param http the listener
 * @param dataDirectory folder of the database
 * @param serversFile servers to create at the start if they do not exist yet, or null for none
 * @param eventRetention how much of the event log is kept
 * @param logLevel least serious of the manager's own log lines that are written
 */
public record ManagerConfig(
    Http http,
    Path dataDirectory,
    @Nullable Path serversFile,
    EventRetention eventRetention,
    LogLevel logLevel) {

  /**
   * The listener.
   *
   * @param host loopback address it listens at
   * @param port port it listens at; 0 for any free one
   * @param maxBodyBytes longest request body
   * @param maxConnections most connections at a time
   * @param idleTimeout silence after which a connection is closed
   * @param drainTimeout time that running requests get when the manager stops
   */
  public record Http(
      String host,
      int port,
      long maxBodyBytes,
      int maxConnections,
      Duration idleTimeout,
      Duration drainTimeout) {}
}
