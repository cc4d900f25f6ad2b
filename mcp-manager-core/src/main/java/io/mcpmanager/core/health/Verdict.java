package io.mcpmanager.core.health;

import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;

/**
 * What the checks of one life of a server say together.
 *
 * @param failures failed checks in a row that count
 * @param successes successful checks in a row
 */
record Verdict(HealthStatus status, int failures, int successes) {

  static final Verdict NONE = new Verdict(HealthStatus.UNKNOWN, 0, 0);

  /** The verdict after one more success. */
  Verdict succeeded(HealthCheck check) {
    int inARow = successes + 1;
    boolean recovering = status == HealthStatus.UNHEALTHY && inARow < check.successThreshold();
    return new Verdict(recovering ? HealthStatus.UNHEALTHY : HealthStatus.HEALTHY, 0, inARow);
  }

  /**
   * The verdict after one more failure.
   *
   * @param starting whether the server is still in its start period, in which failures do not count
   */
  Verdict failed(HealthCheck check, boolean starting) {
    if (starting) {
      return new Verdict(status, failures, 0);
    }
    int inARow = failures + 1;
    boolean unhealthy = status == HealthStatus.UNHEALTHY || inARow >= check.failureThreshold();
    return new Verdict(unhealthy ? HealthStatus.UNHEALTHY : HealthStatus.DEGRADED, inARow, 0);
  }
}
