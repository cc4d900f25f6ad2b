package io.mcpmanager.api.error;

import org.jspecify.annotations.Nullable;

/** An instance could not be started; nothing of it is left behind. */
public final class LaunchException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** What was attempted and what went wrong. */
  public LaunchException(String message, @Nullable Throwable cause) {
    super(ErrorCode.LAUNCH_FAILED, message, cause);
  }
}
