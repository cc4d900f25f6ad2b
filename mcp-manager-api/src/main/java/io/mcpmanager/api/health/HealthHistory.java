package io.mcpmanager.api.health;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of a server found over a range that ends with the present step.
 *
 * @param server whose it is
 * @param range which range
 * @param from begin of the first point
 * @param to end of the last point; may lie a little ahead
 * @param points every step of the range, oldest first, also those without checks
 * @param counts checks of the whole range
 * @param responseTimes how long its successful checks took, or null if there were none
 * @param measuredFrom begin of the first point that has checks, or null if none has
 * @param availability how that compares with the server's objective
 */
public record HealthHistory(
    ServerId server,
    HealthRange range,
    Instant from,
    Instant to,
    List<HealthPoint> points,
    CheckCounts counts,
    @Nullable ResponseTimeSummary responseTimes,
    @Nullable Instant measuredFrom,
    Availability availability) {

  /** Copies the points. */
  public HealthHistory {
    points = List.copyOf(points);
  }

  /** How long successful checks took, if there were any. */
  public Optional<ResponseTimeSummary> times() {
    return Optional.ofNullable(responseTimes);
  }

  /** Begin of the first point that has checks, if one has. */
  public Optional<Instant> firstMeasured() {
    return Optional.ofNullable(measuredFrom);
  }
}
