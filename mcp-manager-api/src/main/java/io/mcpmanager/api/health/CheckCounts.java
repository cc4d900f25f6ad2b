package io.mcpmanager.api.health;

import java.util.OptionalDouble;

/**
 * How many checks left a server in which health. A server that ought to run but does not is counted as unhealthy at
 * the rhythm of its checks; one that was stopped on purpose is not checked, so that time counts neither way.
 *
 * @param healthy checks that succeeded and left it healthy; 0 or more, like the others
 * @param degraded failed checks, fewer in a row than its threshold
 * @param unhealthy checks of a server that was unhealthy or down
 * @param unknown failed checks within its start period, which say nothing about how well it is
 */
public record CheckCounts(long healthy, long degraded, long unhealthy, long unknown) {

  /** No checks. */
  public static final CheckCounts NONE = new CheckCounts(0, 0, 0, 0);

  /** Refuses negative numbers. */
  public CheckCounts {
    if (healthy < 0 || degraded < 0 || unhealthy < 0 || unknown < 0) {
      throw new IllegalArgumentException("counts must be 0 or more");
    }
  }

  /** One check that left a server in this health. */
  public static CheckCounts of(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> new CheckCounts(1, 0, 0, 0);
      case DEGRADED -> new CheckCounts(0, 1, 0, 0);
      case UNHEALTHY -> new CheckCounts(0, 0, 1, 0);
      case UNKNOWN -> new CheckCounts(0, 0, 0, 1);
    };
  }

  /** These and others together. */
  public CheckCounts plus(CheckCounts other) {
    return new CheckCounts(
        healthy + other.healthy,
        degraded + other.degraded,
        unhealthy + other.unhealthy,
        unknown + other.unknown);
  }

  /** All checks. */
  public long total() {
    return healthy + degraded + unhealthy + unknown;
  }

  /**
   * Share of the checks, in percent, that found the server up: healthy or degraded. Unknown ones are left out; empty if
   * there are no others.
   */
  public OptionalDouble uptimePercent() {
    long known = healthy + degraded + unhealthy;
    return known == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(100.0 * (healthy + degraded) / known);
  }
}
