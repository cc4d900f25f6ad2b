package io.mcpmanager.api.error;

import io.mcpmanager.api.server.ServerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything the manager throws on purpose. Wrong arguments that only a programming mistake can produce are
 * {@link IllegalArgumentException} and {@link NullPointerException} instead.
 */
public class McpManagerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable ServerId server;

  /** A failure that concerns no single server. */
  public McpManagerException(ErrorCode code, String message) {
    this(code, message, null, null);
  }

  /** A failure with its cause that concerns no single server. */
  public McpManagerException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, null, cause);
  }

  /** A failure of or about one server. */
  public McpManagerException(
      ErrorCode code, String message, @Nullable ServerId server, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.server = server;
  }

  /** The stable name of what went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The server concerned, if it is one. */
  public Optional<ServerId> server() {
    return Optional.ofNullable(server);
  }
}
