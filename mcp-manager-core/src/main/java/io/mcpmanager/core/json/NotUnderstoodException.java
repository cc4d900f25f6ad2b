package io.mcpmanager.core.json;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/** Something was written that has no counterpart here. The message names it, never its value, which may be secret. */
final class NotUnderstoodException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  NotUnderstoodException(String message) {
    super(ErrorCode.VALIDATION_FAILED, message);
  }
}
