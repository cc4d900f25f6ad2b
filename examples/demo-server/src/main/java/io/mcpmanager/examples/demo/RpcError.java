package io.mcpmanager.examples.demo;

/** A request that cannot be served; it is answered with a JSON-RPC error of this code and message. */
final class RpcError extends Exception {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int RESOURCE_NOT_FOUND = -32002;

  private static final long serialVersionUID = 1L;

  private final int code;

  RpcError(int code, String message) {
    super(message);
    this.code = code;
  }

  static RpcError invalidParams(String message) {
    return new RpcError(INVALID_PARAMS, message);
  }

  /** The error without an id, as sent when the id could not be read. */
  JsonObject answer() {
    return JsonObject.of(
        "jsonrpc",
        "2.0",
        "error",
        JsonObject.of("code", code, "message", String.valueOf(getMessage())));
  }

  JsonObject answerTo(Object id) {
    return answer().with("id", id);
  }
}
