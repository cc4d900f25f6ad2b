package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

final class RequiresConditionTest {

  private static final List<String> NODE = List.of("node");

  @Test
  void givenProgramThatIsThere_whenEvaluated_thenTheTestRuns() {
    var result = RequiresCondition.evaluate(NODE, NODE, program -> true);

    assertThat(result.isDisabled()).isFalse();
  }

  @Test
  void givenMissingProgram_whenEvaluated_thenTheTestIsSkippedAndSaysWhatIsMissing() {
    var result = RequiresCondition.evaluate(NODE, List.of("chromium"), program -> false);

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("node"));
  }

  @Test
  void givenMissingProgramThatIsRequired_whenEvaluated_thenTheTestFails() {
    assertThatThrownBy(() -> RequiresCondition.evaluate(NODE, NODE, program -> false))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("node");
  }

  @Test
  void givenNoEngine_whenEvaluated_thenTheTestIsSkippedAndSaysWhereItLooked() {
    var result = RequiresCondition.evaluate(List.of("docker", "node"), List.of(), program -> false);

    assertThat(result.getReason()).hasValueSatisfying(reason -> assertThat(reason)
        .contains("[node] on the PATH", "container engine", ".sock"));
  }
}
