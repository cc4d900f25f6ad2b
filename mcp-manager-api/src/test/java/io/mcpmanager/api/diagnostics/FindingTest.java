package io.mcpmanager.api.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {

  private static final Finding OK = Finding.ok("store.integrity", "the database is sound");
  private static final Finding SKIPPED = Finding.skipped("port", "not looked at", "");
  private static final Finding WARNING =
      Finding.warning("disk.free", "1 % is free", "Free some space.");
  private static final Finding PROBLEM =
      Finding.problem("jdk.version", "it is 20", "Install JDK 21 or newer.");

  @Test
  void givenBadNewsWithoutRemedy_whenTold_thenRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Finding.warning("a", "b", " "));
    assertThatIllegalArgumentException().isThrownBy(() -> Finding.problem("a", "b", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> Finding.ok(" ", "b"));
  }

  @Test
  void givenOneOfSeveral_whenNamed_thenTheRestStaysTheSame() {
    assertThat(WARNING.about("files"))
        .isEqualTo(new Finding(
            "disk.free", "files", Finding.Status.WARNING, "1 % is free", "Free some space."));
  }

  @Test
  void givenFindings_whenReported_thenTheWorstCounts() {
    assertThat(report().worst()).isEqualTo(Finding.Status.OK);
    assertThat(report(OK, SKIPPED).worst()).isEqualTo(Finding.Status.SKIPPED);
    assertThat(report(WARNING, OK).worst()).isEqualTo(Finding.Status.WARNING);
    assertThat(report(WARNING, PROBLEM, OK).worst().text()).isEqualTo("problem");
  }

  private static DiagnosticsReport report(Finding... findings) {
    return new DiagnosticsReport(
        Instant.parse("2026-01-02T03:04:05Z"), Duration.ofMillis(3), List.of(findings));
  }
}
