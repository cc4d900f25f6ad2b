package io.mcpmanager.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ToolPolicingTest {

  private static final CallContext ADA = CallContext.system("test");
  private static final CallContext ELSEWHERE =
      new CallContext(Principal.SYSTEM, "elsewhere", "test");

  private final ManualClock clock = new ManualClock();
  private final InMemoryStore store = new InMemoryStore();
  private final List<String> changed = new ArrayList<>();
  private final Policies policies = policing().policies();

  private ToolPolicing policing() {
    return new ToolPolicing(
        store,
        new EventLog(store, clock, new SequentialIds()),
        new Authorizer(Auditor.NONE::record),
        clock,
        new SequentialIds(),
        (tenant, text) -> text,
        changed::add);
  }

  @Test
  void givenNothingStored_whenRead_thenChangedToolsAreBlockedAndAllElseAllowed() {
    assertThat(policies.get(ADA)).isEqualTo(ToolPolicy.DEFAULT);
    assertThat(policies.get(ADA).changedTools()).isEqualTo(Reaction.BLOCK);
  }

  @Test
  void givenAPolicy_whenReplaced_thenItHoldsAtOnceForItsTenantAndAfterARestart() {
    ToolPolicy wanted = ToolPolicy.DEFAULT
        .withRules(List.of(ToolRule.of(Effect.DENY, "files", "delete_*")))
        .withReactions(Reaction.ASK, Reaction.BLOCK, Reaction.ASK)
        .withApproval(true, Duration.ofMinutes(1));

    ToolPolicy now = policies.replace(ADA, wanted);

    assertThat(now.revision()).isEqualTo(1);
    assertThat(now.rules().getFirst().id()).isEqualTo("rule-1");
    assertThat(policies.get(ADA)).isEqualTo(now);
    assertThat(policing().policies().get(ADA)).isEqualTo(now);
    assertThat(policies.get(ELSEWHERE)).isEqualTo(ToolPolicy.DEFAULT);
    assertThat(changed).containsExactly("default");
    assertThat(policies.explain(ADA, new Policies.Question("", "", "files", "delete_all")))
        .isEqualTo(new Ruling(Effect.DENY, Optional.of("rule-1")));
  }

  @Test
  void givenAnOutdatedRevision_whenReplaced_thenItIsRefused() {
    policies.replace(ADA, ToolPolicy.DEFAULT);

    assertThatThrownBy(() -> policies.replace(ADA, ToolPolicy.DEFAULT))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.STALE_REVISION));
    assertThat(policies.get(ADA).revision()).isEqualTo(1);
  }

  @Test
  void givenRulesThatCanNotBe_whenReplaced_thenEveryProblemIsNamed() {
    ToolRule rule = ToolRule.of(Effect.DENY, "", "a\u200bb").withId("A b");

    assertThatThrownBy(() -> policies.replace(
            ADA,
            ToolPolicy.DEFAULT
                .withRules(List.of(rule, rule.withId("x"), rule.withId("x")))
                .withApproval(true, Duration.ZERO)))
        .isInstanceOfSatisfying(ValidationException.class, e -> assertThat(e.problems())
            .extracting(problem -> problem.field())
            .contains("rules[0].id", "rules[0].server", "rules[0].tool", "rules[2].id", "holdFor"));
    assertThatThrownBy(() -> policies.replace(
            ADA,
            ToolPolicy.DEFAULT.withRules(
                Collections.nCopies(501, ToolRule.of(Effect.DENY, "*", "*")))))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void givenRulesWithoutIds_whenReplaced_thenTheyGetOnesThatAreNotTaken() {
    ToolRule rule = ToolRule.of(Effect.DENY, "*", "*");

    assertThat(policies
            .replace(ADA, ToolPolicy.DEFAULT.withRules(List.of(rule, rule.withId("rule-1"), rule)))
            .rules())
        .extracting(ToolRule::id)
        .containsExactly("rule-2", "rule-1", "rule-3");
  }
}
