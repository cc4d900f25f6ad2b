package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/**
 * An instance ended because of how it was connected to, and another one will be connected to in another way. Launching that
 * belongs to the same start, so it is no restart.
 */
public final class FreshInstanceNeededException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** Says what happened to the instance. */
  public FreshInstanceNeededException(String message, Throwable cause) {
    super(ErrorCode.HANDSHAKE_FAILED, message, cause);
  }
}
