package io.mcpmanager.api.error;

import java.time.Duration;

/** It was refused because of something that passes; nothing was changed. */
public final class RetryLaterException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /** It can be tried again after {@code wait}. */
  public RetryLaterException(ErrorCode code, String message, Duration wait) {
    super(code, message);
    this.wait = wait;
  }

  /** How long to wait before it is tried again. */
  public Duration retryAfter() {
    return wait;
  }
}
