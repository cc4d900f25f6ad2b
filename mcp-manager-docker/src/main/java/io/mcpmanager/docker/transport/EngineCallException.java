package io.mcpmanager.docker.transport;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import org.jspecify.annotations.Nullable;

/** The engine refused a call, or could not be reached. */
public final class EngineCallException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** What it answered: an HTTP status, or 0 if there was no answer, and its message. */
  public EngineCallException(int status, String message, @Nullable Throwable cause) {
    super(ErrorCode.RUNTIME_UNAVAILABLE, message, cause);
    this.status = status;
  }

  /** The HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** Whether what was asked for is not there. */
  public boolean notFound() {
    return status == 404;
  }
}
