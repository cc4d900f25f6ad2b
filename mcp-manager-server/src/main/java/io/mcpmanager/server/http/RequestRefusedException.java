package io.mcpmanager.server.http;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Map;

/** A request that is wrong as HTTP, with the status that says so and the headers that go with it. */
public final class RequestRefusedException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  /** Answers with {@code status} instead of the one that belongs to {@code code}. */
  public RequestRefusedException(int status, ErrorCode code, String message) {
    this(status, code, message, Map.of());
  }

  /** The same with headers. */
  public RequestRefusedException(
      int status, ErrorCode code, String message, Map<String, String> headers) {
    super(code, message);
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }
}
