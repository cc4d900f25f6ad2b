package io.mcpmanager.core.health;

import static io.mcpmanager.api.health.HealthStatus.DEGRADED;
import static io.mcpmanager.api.health.HealthStatus.HEALTHY;
import static io.mcpmanager.api.health.HealthStatus.UNHEALTHY;
import static io.mcpmanager.api.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {

  private static final HealthCheck CHECK = HealthCheck.DEFAULT.withThresholds(3, 2);

  @Test
  void givenFailuresInARow_whenTheyReachTheThreshold_thenDegradedTurnsUnhealthy() {
    assertThat(statuses(true, false, false, false, false))
        .containsExactly(HEALTHY, DEGRADED, DEGRADED, UNHEALTHY, UNHEALTHY);
  }

  @Test
  void givenDegradedServer_whenACheckSucceeds_thenItIsHealthyAndCountsAnew() {
    assertThat(statuses(false, false, true, false, false))
        .containsExactly(DEGRADED, DEGRADED, HEALTHY, DEGRADED, DEGRADED);
  }

  @Test
  void givenUnhealthyServer_whenEnoughChecksSucceedInARow_thenItIsHealthy() {
    assertThat(statuses(false, false, false, true, false, true, true))
        .containsExactly(DEGRADED, DEGRADED, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, HEALTHY);
  }

  @Test
  void givenStartPeriod_whenChecksFail_thenTheyDoNotCount() {
    Verdict verdict = Verdict.NONE.failed(CHECK, true).failed(CHECK, true);

    assertThat(verdict.status()).isEqualTo(UNKNOWN);
    assertThat(verdict.failures()).isZero();
    assertThat(verdict.failed(CHECK, false).status()).isEqualTo(DEGRADED);
  }

  private static List<HealthStatus> statuses(boolean... checks) {
    List<HealthStatus> statuses = new ArrayList<>();
    Verdict verdict = Verdict.NONE;
    for (boolean succeeds : checks) {
      verdict = succeeds ? verdict.succeeded(CHECK) : verdict.failed(CHECK, false);
      statuses.add(verdict.status());
    }
    return statuses;
  }
}
