package io.mcpmanager.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do what it was asked. A write that failed this way left nothing behind, unless its code is
 * {@link ErrorCode#STORE_UNCERTAIN}.
 */
public final class StoreException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** What was attempted and what went wrong. */
  public StoreException(String message, @Nullable Throwable cause) {
    this(ErrorCode.STORE_FAILED, message, cause);
  }

  /** The same with a code that says more. */
  public StoreException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
