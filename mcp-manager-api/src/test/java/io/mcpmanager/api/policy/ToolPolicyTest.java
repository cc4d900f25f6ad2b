package io.mcpmanager.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolPolicyTest {

  private static final ToolRule RULE = ToolRule.of(Effect.DENY, "files", "delete_*");

  @Test
  void givenSoundPolicy_whenChecked_thenNothingIsWrong() {
    ToolPolicy policy = ToolPolicy.DEFAULT
        .withRules(
            List.of(RULE.withId("no-deletion"), RULE.withClient("Claude*").withPrincipal("user:*")))
        .withOtherwise(Effect.ASK)
        .withReactions(Reaction.ASK, Reaction.ASK, Reaction.BLOCK)
        .withApproval(true, Duration.ofHours(1))
        .withRevision(7);

    assertThat(policy.problems()).isEmpty();
    assertThat(policy.revision()).isEqualTo(7);
    assertThat(policy.otherwise()).isEqualTo(Effect.ASK);
    assertThat(policy.flaggedTools()).isEqualTo(Reaction.BLOCK);
    assertThat(policy.clientMayApprove()).isTrue();
    assertThat(ToolPolicy.DEFAULT.problems()).isEmpty();
  }

  @Test
  void givenManyMistakes_whenChecked_thenEachIsNamedWithItsPlace() {
    ToolPolicy policy = ToolPolicy.DEFAULT
        .withRules(List.of(
            RULE.withId("same"),
            RULE.withId("same"),
            RULE.withId("-Bad"),
            ToolRule.of(Effect.ALLOW, " ", "x".repeat(257)),
            new ToolRule("", Effect.ALLOW, "*", "*", "*", "*", "x".repeat(501))))
        .withApproval(false, Duration.ofMillis(999));

    assertThat(policy.problems())
        .extracting(Problem::field)
        .containsExactly(
            "rules[1].id",
            "rules[2].id",
            "rules[3].server",
            "rules[3].tool",
            "rules[4].note",
            "holdFor");
  }

  @Test
  void givenTooManyRules_whenChecked_thenThatIsNamed() {
    ToolPolicy policy = ToolPolicy.DEFAULT.withRules(Collections.nCopies(501, RULE));

    assertThat(policy.problems()).extracting(Problem::field).containsExactly("rules");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u200bb", "a\u202eb", "a\u0000b", "a\u2028b", "a\ufeff"})
  void givenPatternWithWhatCannotBeSeen_whenChecked_thenItIsRefused(String pattern) {
    assertThat(ToolRule.of(Effect.ALLOW, pattern, "*").problems())
        .extracting(Problem::code)
        .containsExactly(Problem.Code.INVALID_FORMAT);
  }

  @Test
  void givenDifferences_whenPrinted_thenTheyAreLinesForPeople() {
    assertThat(difference(Difference.Kind.ADDED)).hasToString("inputSchema.b was added: 2");
    assertThat(difference(Difference.Kind.REMOVED)).hasToString("inputSchema.b was removed: 1");
    assertThat(difference(Difference.Kind.CHANGED)).hasToString("inputSchema.b was 1 and is 2");
  }

  private static Difference difference(Difference.Kind kind) {
    return new Difference("inputSchema.b", kind, Difference.Weight.OTHER, "1", "2");
  }
}
