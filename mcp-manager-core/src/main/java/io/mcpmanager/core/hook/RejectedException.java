package io.mcpmanager.core.hook;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/** A message does not pass. The text is for whoever has sent it or waits for it. */
public final class RejectedException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  RejectedException(ErrorCode code, String message) {
    super(code, message);
  }

  /** What it says to people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
