package io.mcpmanager.api.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Health of a server after its last check.
 *
 * @param status how well it is
 * @param checkedAt when it was last checked, or null if never in this life
 * @param responseTime how long the last check took, or null if there was none
 * @param consecutiveFailures failed checks in a row, 0 if the last one succeeded
 * @param error why the last check failed, or null if it did not
 */
public record HealthReport(
    HealthStatus status,
    @Nullable Instant checkedAt,
    @Nullable Duration responseTime,
    int consecutiveFailures,
    @Nullable String error) {

  /** Nothing is known. */
  public static final HealthReport UNKNOWN =
      new HealthReport(HealthStatus.UNKNOWN, null, null, 0, null);

  /** Checks that the status is given. */
  public HealthReport {
    Objects.requireNonNull(status, "status");
  }

  /** When it was last checked, if it was. */
  public Optional<Instant> lastCheck() {
    return Optional.ofNullable(checkedAt);
  }

  /** Why the last check failed, if it did. */
  public Optional<String> lastError() {
    return Optional.ofNullable(error);
  }
}
