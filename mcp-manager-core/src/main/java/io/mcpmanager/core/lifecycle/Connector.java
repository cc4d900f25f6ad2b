package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.Instance;
import java.time.Duration;

/** Makes a launched instance answer: the protocol handshake. */
@FunctionalInterface
public interface Connector {

  /**
   * Opens the instance's channel and agrees with it on a protocol revision.
   *
   * @param generation number of this life of the server
   * @param timeout longest time this may take
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#HANDSHAKE_FAILED}; the instance is left to the caller
   */
  Connection connect(
      ServerId id,
      ServerDefinition definition,
      long generation,
      Instance instance,
      Duration timeout)
      throws InterruptedException;
}
