package io.mcpmanager.server.http;

import io.mcpmanager.api.error.Category;
import io.mcpmanager.api.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;

/** The HTTP status of every error code: that of its category, unless a code has one of its own. */
public final class StatusTable {

  private static final Map<ErrorCode, Integer> OF_CODE = new EnumMap<>(Map.ofEntries(
      Map.entry(ErrorCode.ORIGIN_NOT_ALLOWED, 403),
      Map.entry(ErrorCode.ACCESS_DENIED, 403),
      Map.entry(ErrorCode.CSRF_TOKEN_MISSING, 403),
      Map.entry(ErrorCode.UNAUTHENTICATED, 401),
      Map.entry(ErrorCode.SECOND_FACTOR_REQUIRED, 401),
      Map.entry(ErrorCode.LOCKED_OUT, 429),
      Map.entry(ErrorCode.KEY_UNAVAILABLE, 503),
      Map.entry(ErrorCode.METHOD_NOT_ALLOWED, 405),
      Map.entry(ErrorCode.TOO_LARGE, 413),
      Map.entry(ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415),
      Map.entry(ErrorCode.RUNTIME_UNAVAILABLE, 503),
      Map.entry(ErrorCode.SHUTTING_DOWN, 503),
      Map.entry(ErrorCode.STORE_FULL, 507),
      Map.entry(ErrorCode.STORE_LOCKED, 503),
      Map.entry(ErrorCode.TIMEOUT, 504)));

  /** The status that answers a failure with this code. */
  public static int of(ErrorCode code) {
    Integer own = OF_CODE.get(code);
    return own != null ? own : of(code.category());
  }

  private static int of(Category category) {
    return switch (category) {
      case USER -> 400;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case RESOURCE -> 429;
      case EXTERNAL -> 502;
      case INTERNAL -> 500;
    };
  }

  private StatusTable() {}
}
