package io.mcpmanager.server.mcp;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Messages;

/** A request that gets an HTTP status and a JSON-RPC error without an id instead of being handled. */
final class Refusal extends McpManagerException {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;

  private static final int GENERAL = -32000;
  private static final int SESSION_NOT_FOUND = -32001;
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int rpcCode;

  private Refusal(ErrorCode code, int status, int rpcCode, String message) {
    super(code, message);
    this.status = status;
    this.rpcCode = rpcCode;
  }

  static Refusal badRequest(String message) {
    return badRequest(GENERAL, message);
  }

  static Refusal badRequest(int rpcCode, String message) {
    return new Refusal(ErrorCode.MALFORMED_INPUT, 400, rpcCode, message);
  }

  /** Says what is wrong with a message that is none. */
  static Refusal malformed(Envelope message) {
    return badRequest(
        message.isJson() ? INVALID_REQUEST : PARSE_ERROR,
        message.problem().orElse("not a JSON-RPC message"));
  }

  static Refusal unknownStream() {
    return new Refusal(
        ErrorCode.SESSION_NOT_FOUND,
        404,
        SESSION_NOT_FOUND,
        "Session not found: its event stream is closed, or it never was; open one again");
  }

  static Refusal unknownSession() {
    return new Refusal(
        ErrorCode.SESSION_NOT_FOUND,
        404,
        SESSION_NOT_FOUND,
        "Session not found: it is unknown or has ended; initialize again without a session id");
  }

  static Refusal methodNotAllowed(String method, String allowed) {
    return new Refusal(
        ErrorCode.METHOD_NOT_ALLOWED,
        405,
        GENERAL,
        "Method " + method + " is not allowed here; use " + allowed);
  }

  static Refusal notAcceptable(String expected) {
    return new Refusal(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, 406, GENERAL, "Accept must list " + expected);
  }

  static Refusal streamTaken() {
    return new Refusal(
        ErrorCode.LIMIT_REACHED, 409, GENERAL, "This session already has an open event stream");
  }

  static Refusal tooLarge(int maxBytes) {
    return new Refusal(
        ErrorCode.TOO_LARGE, 413, GENERAL, "A message may have at most " + maxBytes + " bytes");
  }

  static Refusal busy() {
    return new Refusal(
        ErrorCode.LIMIT_REACHED,
        503,
        GENERAL,
        "Too many long messages are being worked on; try again later");
  }

  static Refusal unsupportedMediaType() {
    return new Refusal(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415, GENERAL, "Content-Type must be application/json");
  }

  static Refusal of(McpManagerException e) {
    if (e instanceof Refusal refusal) {
      return refusal;
    }
    return switch (e.code()) {
      case SESSION_NOT_FOUND -> unknownSession();
      case ACCESS_DENIED -> of(e, 403);
      case LIMIT_REACHED, SHUTTING_DOWN -> of(e, 503);
      default ->
        of(
            e,
            switch (e.code().category()) {
              case USER -> 400;
              case NOT_FOUND -> 404;
              case CONFLICT -> 409;
              case RESOURCE -> 503;
              case EXTERNAL -> 502;
              case INTERNAL -> 500;
            });
    };
  }

  private static Refusal of(McpManagerException e, int status) {
    return new Refusal(e.code(), status, GENERAL, String.valueOf(e.getMessage()));
  }

  void send(ServerResponse response) {
    response
        .status(Status.create(status))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(body());
  }

  int status() {
    return status;
  }

  byte[] body() {
    return Messages.error(null, rpcCode, String.valueOf(getMessage()), null);
  }
}
