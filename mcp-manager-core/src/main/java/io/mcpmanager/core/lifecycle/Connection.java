package io.mcpmanager.core.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A connection to an instance that has completed its handshake. Thread-safe. */
public interface Connection extends AutoCloseable {

  /** The revision agreed on, such as {@code 2025-11-25}. */
  String protocolRevision();

  /** The name the server gives itself; not to be trusted. */
  String serverName();

  /** The version the server gives itself; not to be trusted. */
  String serverVersion();

  /**
   * Asks whether the server answers.
   *
   * @return how long the answer took
   * @throws io.mcpmanager.api.error.McpManagerException if it does not answer in time
   */
  Duration ping(Duration timeout) throws InterruptedException;

  /**
   * What it still waits for. Answers at once.
   *
   * @param patience how old a call must be at least to be overdue; its own time must be over too
   */
  Traffic traffic(Duration patience);

  /** Completes, never exceptionally, with a reason for people when the channel has ended. */
  CompletableFuture<String> closed();

  /** Ends the channel; calls in flight fail. Idempotent. */
  @Override
  void close();
}
