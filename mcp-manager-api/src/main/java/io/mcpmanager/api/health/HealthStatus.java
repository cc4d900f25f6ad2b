package io.mcpmanager.api.health;

import java.util.Locale;

/** How well a server is. */
public enum HealthStatus {
  /** Its checks succeed. */
  HEALTHY,
  /** Some checks failed, but fewer in a row than its threshold. */
  DEGRADED,
  /** As many checks in a row failed as its threshold says. */
  UNHEALTHY,
  /** Not running, not checked, or not checked yet. */
  UNKNOWN;

  /** The status in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
