package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every {@link DiagnosticCheck} must do, as far as tests can tell. A check's test extends it. */
public abstract class DiagnosticCheckContract {

  private static final CallContext CONTEXT = CallContext.system("diagnostics");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** For checks' tests. */
  protected DiagnosticCheckContract() {}

  /** The check, with something to look at; called once in each test. */
  protected abstract DiagnosticCheck open() throws Exception;

  @Test
  void givenACheck_whenAskedForItsId_thenItIsAStableName() throws Exception {
    DiagnosticCheck check = open();

    assertThat(check.id()).matches("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*").isEqualTo(check.id());
  }

  @Test
  void givenACheck_whenItLooks_thenItsFindingsBeginWithItsIdAndAreSentences() throws Exception {
    DiagnosticCheck check = open();

    List<Finding> findings = look(check);

    assertThat(findings).isNotEmpty().allSatisfy(finding -> {
      assertThat(finding.id())
          .matches(id -> id.equals(check.id()) || id.startsWith(check.id() + "."));
      assertThat(finding.found()).isNotBlank().doesNotEndWith(".").doesNotContain("\n");
    });
    assertThat(findings)
        .extracting(finding -> finding.id() + " " + finding.subject())
        .doesNotHaveDuplicates();
  }

  @Test
  void givenNothingHappens_whenItLooksTwice_thenItFindsTheSameThings() throws Exception {
    DiagnosticCheck check = open();

    List<Finding> first = look(check);
    List<Finding> second = look(check);

    assertThat(second)
        .extracting(Finding::id, Finding::subject, Finding::status)
        .isEqualTo(first.stream()
            .map(f -> Tuple.tuple(f.id(), f.subject(), f.status()))
            .toList());
  }

  private static List<Finding> look(DiagnosticCheck check) {
    return Assertions.assertTimeoutPreemptively(LIMIT, () -> check.examine(CONTEXT));
  }
}
