package io.mcpmanager.api.diagnostics;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What all checks found.
 *
 * @param time when they began
 * @param took how long they took together
 * @param findings in the order of the checks
 */
public record DiagnosticsReport(Instant time, Duration took, List<Finding> findings) {

  /** Copies the findings. */
  public DiagnosticsReport {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(took, "took");
    findings = List.copyOf(findings);
  }

  /** The worst of them; {@code OK} if there are none. */
  public Finding.Status worst() {
    return findings.stream()
        .map(Finding::status)
        .max(Comparator.naturalOrder())
        .orElse(Finding.Status.OK);
  }
}
