package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/**
 * The connection ended while the server was asked what it is, before it said anything. Some servers of older revisions end
 * when they are asked something they do not know; with the handshake alone they may work.
 */
public final class ProbeFailedException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  ProbeFailedException(String message, Throwable cause) {
    super(ErrorCode.HANDSHAKE_FAILED, message, cause);
  }
}
