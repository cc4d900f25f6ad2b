package io.mcpmanager.examples.demo;

/** A request that cannot be served; it is answered with a JSON-RPC error of this code and message. */
final class RpcError extends Exception {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int RESOURCE_NOT_FOUND = -32002;
  static final int HEADER_MISMATCH = -32020;
  static final int MISSING_CAPABILITY = -32021;
  static final int UNSUPPORTED_REVISION = -32022;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final int status;
  private final transient JsonObject data;

  RpcError(int code, String message) {
    this(code, message, 200, JsonObject.EMPTY);
  }

  /**
   * An error that says more.
   *
   * @param status of the HTTP response it is sent with
   * @param data for programs; left out if it is empty
   */
  RpcError(int code, String message, int status, JsonObject data) {
    super(message);
    this.code = code;
    this.status = status;
    this.data = data;
  }

  static RpcError invalidParams(String message) {
    return new RpcError(INVALID_PARAMS, message);
  }

  /** A refusal that revision 2026-07-28 wants to see in the HTTP status too. */
  static RpcError badRequest(int code, String message) {
    return new RpcError(code, message, 400, JsonObject.EMPTY);
  }

  int code() {
    return code;
  }

  int status() {
    return status;
  }

  /** The error without an id, as sent when the id could not be read. */
  JsonObject answer() {
    var error = JsonObject.of("code", code, "message", String.valueOf(getMessage()));
    return JsonObject.of(
        "jsonrpc", "2.0", "error", data.members().isEmpty() ? error : error.with("data", data));
  }

  JsonObject answerTo(Object id) {
    return answer().with("id", id);
  }
}
