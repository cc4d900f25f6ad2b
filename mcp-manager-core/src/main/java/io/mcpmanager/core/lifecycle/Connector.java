package io.mcpmanager.core.lifecycle;

import java.time.Duration;

/** Makes a launched instance answer: the protocol handshake. */
@FunctionalInterface
public interface Connector {

  /**
   * Opens the instance's channel, agrees with it on a protocol revision, says so with {@link Life#listing}, and reads what
   * it offers.
   *
   * @param timeout longest time the handshake may take
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#HANDSHAKE_FAILED}, without a cause if the server's own answer made it fail;
   *     or another code if it ends after that; the instance is left to the caller
   */
  Connection connect(Life life, Duration timeout) throws InterruptedException;
}
