package io.mcpmanager.api.health;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a history.
 *
 * @param from its begin; it lasts for the step of its range
 * @param counts its checks; none if the server was stopped, not checked, or the manager was not running
 * @param responseTimes how long successful checks took, or null if there were none
 */
public record HealthPoint(
    Instant from, CheckCounts counts, @Nullable ResponseTimeSummary responseTimes) {

  /** How long successful checks took, if there were any. */
  public Optional<ResponseTimeSummary> times() {
    return Optional.ofNullable(responseTimes);
  }
}
