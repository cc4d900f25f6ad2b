package io.mcpmanager.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.error.Category;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.RetryLaterException;
import io.mcpmanager.api.error.ValidationException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure in the envelope of the API, wherever it came from. */
final class ErrorAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  static void register(HttpRouting.Builder routes) {
    routes
        .error(McpManagerException.class, ErrorAnswers::ours)
        .error(
            HttpException.class, (request, response, e) -> http(request, response, e.status(), e))
        .error(
            RequestException.class,
            (request, response, e) -> http(request, response, e.status(), e))
        .error(InterruptedException.class, (request, response, e) -> interrupted(request, response))
        .error(Exception.class, ErrorAnswers::unexpected)
        // a connection that is to be closed or is broken has no answer
        .error(CloseConnectionException.class, (request, response, e) -> passOn(e))
        .error(UncheckedIOException.class, (request, response, e) -> passOn(e));
  }

  /** The same answers for requests that are broken before they reach a route. */
  static DirectHandlers directHandlers() {
    var handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, ErrorAnswers::direct);
    }
    return handlers.build();
  }

  private static void ours(
      ServerRequest request, ServerResponse response, McpManagerException failure) {
    int status = StatusTable.of(failure.code());
    if (failure instanceof RequestRefusedException refused) {
      status = refused.status();
      refused.headers().forEach(response::header);
    }
    if (failure instanceof RetryLaterException later) {
      // whole seconds, and never too early
      response.header(
          "Retry-After", Long.toString(later.retryAfter().plusMillis(999).toSeconds()));
    }
    if (failure.code().category() == Category.INTERNAL) {
      LOG.atError()
          .setCause(failure)
          .addKeyValue("request", RequestIds.of(request))
          .addKeyValue("code", failure.code())
          .log("request failed");
    }
    List<Problem> details =
        failure instanceof ValidationException invalid ? invalid.problems() : List.of();
    send(request, response, status, failure.code(), String.valueOf(failure.getMessage()), details);
  }

  private static void http(
      ServerRequest request, ServerResponse response, Status status, RuntimeException failure) {
    ErrorCode code = codeOf(status);
    if (code == ErrorCode.INTERNAL_ERROR) {
      unexpected(request, response, failure);
    } else {
      send(request, response, status.code(), code, messageOf(code), List.of());
    }
  }

  private static void passOn(RuntimeException failure) {
    throw failure;
  }

  private static void interrupted(ServerRequest request, ServerResponse response) {
    Thread.currentThread().interrupt();
    ErrorCode code = ErrorCode.SHUTTING_DOWN;
    send(request, response, StatusTable.of(code), code, "the manager is stopping", List.of());
  }

  private static void unexpected(
      ServerRequest request, ServerResponse response, Exception failure) {
    LOG.atError()
        .setCause(failure)
        .addKeyValue("request", RequestIds.of(request))
        .log("request failed unexpectedly");
    ErrorCode code = ErrorCode.INTERNAL_ERROR;
    send(request, response, StatusTable.of(code), code, messageOf(code), List.of());
  }

  private static void send(
      ServerRequest request,
      ServerResponse response,
      int status,
      ErrorCode code,
      String message,
      List<Problem> details) {
    Answers.sendError(response, status, code, message, RequestIds.of(request), details);
  }

  private static DirectHandler.TransportResponse direct(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    ErrorCode code = codeOf(status);
    String requestId = RequestIds.next();
    headers.set(HeaderNames.CONTENT_TYPE, "application/json");
    headers.set(RequestIds.HEADER, requestId);
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(false)
        .entity(Answers.bytes(Answers.error(code, messageOf(code), requestId, List.of())))
        .build();
  }

  private static ErrorCode codeOf(Status status) {
    return switch (status.code()) {
      case 403 -> ErrorCode.ORIGIN_NOT_ALLOWED;
      case 404 -> ErrorCode.ROUTE_NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406, 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      case 413 -> ErrorCode.TOO_LARGE;
      case 503 -> ErrorCode.LIMIT_REACHED;
      default -> status.code() < 500 ? ErrorCode.MALFORMED_INPUT : ErrorCode.INTERNAL_ERROR;
    };
  }

  private static String messageOf(ErrorCode code) {
    return switch (code) {
      case ORIGIN_NOT_ALLOWED -> "the request is not allowed from there";
      case ROUTE_NOT_FOUND -> "there is nothing at this path";
      case METHOD_NOT_ALLOWED -> "the method is not supported at this path";
      case UNSUPPORTED_MEDIA_TYPE -> "the content type or the accepted types are not supported";
      case TOO_LARGE -> "the request is larger than allowed";
      case LIMIT_REACHED -> "too many requests at a time";
      case MALFORMED_INPUT -> "the request is not well-formed HTTP";
      default -> "something went wrong in the manager; its log says more under this request id";
    };
  }

  private ErrorAnswers() {}
}
