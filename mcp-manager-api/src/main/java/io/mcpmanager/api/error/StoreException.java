package io.mcpmanager.api.error;

import org.jspecify.annotations.Nullable;

/** The store could not do what it was asked; a write that failed this way left nothing behind. */
public final class StoreException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** What was attempted and what went wrong. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(ErrorCode.STORE_FAILED, message, cause);
  }
}
