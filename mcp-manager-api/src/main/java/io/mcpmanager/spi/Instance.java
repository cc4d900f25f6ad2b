package io.mcpmanager.spi;

import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ResourceUsage;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** One life of a server. Thread-safe. */
public interface Instance {

  /** The way messages go to it and come from it. */
  MessageChannel channel();

  /** Id of its process, if it has one on this machine. */
  OptionalLong processId();

  /** What tells its process from all others on this machine, if it has one. */
  default Optional<ProcessIdentity> process() {
    return Optional.empty();
  }

  /** What it takes of the machine as read lately, if that is known. Never blocks. */
  default Optional<ResourceUsage> usage() {
    return Optional.empty();
  }

  /** The container it is, if it is one. */
  default Optional<ContainerInfo> container() {
    return Optional.empty();
  }

  /** The URL at which it serves MCP over HTTP, if it does and its definition does not say where. */
  default Optional<URI> endpoint() {
    return Optional.empty();
  }

  /**
   * What somebody beside the manager, such as a container engine, says about how well it is; empty if nobody says
   * anything (yet). Never blocks.
   */
  default Optional<OutsideView> health() {
    return Optional.empty();
  }

  /**
   * Whether it was taken over from an earlier life of the manager. Then answers to requests of that life may still come.
   */
  default boolean adopted() {
    return false;
  }

  /**
   * Whether it still exists, as the outside world sees it; {@link #exit()} may be about to say that it does not. Answers
   * at once.
   */
  default boolean isAlive() {
    return !exit().isDone();
  }

  /**
   * Completes, never exceptionally, once the instance has ended and everything it left behind on this machine (its
   * descendants, its pipes) has been cleared away.
   */
  CompletableFuture<ExitStatus> exit();

  /**
   * Ends it: politely first, then by asking it to terminate, then by force. Waits until it has ended. Idempotent; later
   * calls wait for the same end.
   *
   * @param grace how long each of the first two steps may take
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#STOP_FAILED} if even force did not end it
   */
  void stop(Duration grace) throws InterruptedException;
}
