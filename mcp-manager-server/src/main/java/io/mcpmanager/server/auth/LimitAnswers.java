package io.mcpmanager.server.auth;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.http.RequestRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells people and programs how much they may ask. */
final class LimitAnswers {

  private static final String LIMIT = "X-RateLimit-Limit";
  private static final String REMAINING = "X-RateLimit-Remaining";
  private static final String RESET = "X-RateLimit-Reset";

  static List<Header> headers(RateLimits.State state) {
    return List.of(
        HeaderValues.create(LIMIT, state.limit()),
        HeaderValues.create(REMAINING, state.remaining()),
        HeaderValues.create(RESET, seconds(state.reset())));
  }

  static RequestRefusedException refused(RateLimits.State state) {
    long wait = Math.max(1, seconds(state.pause()));
    return new RequestRefusedException(
        429,
        ErrorCode.RATE_LIMITED,
        "at most " + state.limit() + " requests a " + state.span().name().toLowerCase(Locale.ROOT)
            + " are allowed; try again in " + wait + " s",
        Map.of(
            LIMIT,
            Long.toString(state.limit()),
            REMAINING,
            "0",
            RESET,
            Long.toString(seconds(state.reset())),
            "Retry-After",
            Long.toString(wait)));
  }

  private static long seconds(Duration duration) {
    return duration.plusMillis(999).toSeconds();
  }

  private LimitAnswers() {}
}
