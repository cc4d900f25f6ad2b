package io.mcpmanager.api.gateway;

import io.mcpmanager.api.health.ResponseTimes;
import java.time.Duration;
import java.util.Optional;

/**
 * Some calls, added up.
 *
 * @param calls all of them, however they went
 * @param errors those that failed, that the server answered with an error, or whose tool said that it failed
 * @param denied those that a policy or an interceptor did not let pass
 * @param times how long those took that the server answered
 */
public record CallCounts(long calls, long errors, long denied, ResponseTimes times) {

  /** No calls. */
  public static final CallCounts NONE = new CallCounts(0, 0, 0, ResponseTimes.NONE);

  /** These and others together. */
  public CallCounts plus(CallCounts other) {
    return new CallCounts(
        calls + other.calls, errors + other.errors, denied + other.denied, times.plus(other.times));
  }

  /** The time within which half of those were answered that were, if any was; off by at most 3.2 %. */
  public Optional<Duration> median() {
    return percentile(50);
  }

  /** The time within which 95 % of those were answered that were, if any was; off by at most 3.2 %. */
  public Optional<Duration> p95() {
    return percentile(95);
  }

  private Optional<Duration> percentile(int percent) {
    return times.isEmpty() ? Optional.empty() : Optional.of(times.percentile(percent));
  }
}
