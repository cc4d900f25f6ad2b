package io.mcpmanager.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RulesTest {

  private static Rules rules(Effect otherwise, ToolRule... rules) {
    var named = new ArrayList<ToolRule>();
    for (ToolRule rule : rules) {
      named.add(rule.withId("r" + named.size()));
    }
    return new Rules(ToolPolicy.DEFAULT.withOtherwise(otherwise).withRules(named));
  }

  private static Effect effect(Rules rules, String server, String tool) {
    return rules.decide("claude", "user:ada", "id-" + server, server, tool).effect();
  }

  @Test
  void givenNoRules_whenAsked_thenWhatHoldsOtherwise() {
    assertThat(rules(Effect.ALLOW).decide("c", "p", "i", "s", "t"))
        .isEqualTo(new Ruling(Effect.ALLOW, Optional.empty()));
    assertThat(effect(rules(Effect.DENY), "s", "t")).isEqualTo(Effect.DENY);
  }

  @Test
  void givenSeveralRulesThatMatch_whenAsked_thenTheFirstDecides() {
    Rules rules = rules(
        Effect.DENY,
        ToolRule.of(Effect.ALLOW, "github", "read_*"),
        ToolRule.of(Effect.ASK, "github", "*"),
        ToolRule.of(Effect.ALLOW, "git*", "*"));

    assertThat(rules.decide("c", "p", "i", "github", "read_file"))
        .isEqualTo(new Ruling(Effect.ALLOW, Optional.of("r0")));
    assertThat(effect(rules, "github", "delete_file")).isEqualTo(Effect.ASK);
    assertThat(effect(rules, "gitlab", "delete_file")).isEqualTo(Effect.ALLOW);
    assertThat(effect(rules, "files", "read_file")).isEqualTo(Effect.DENY);
  }

  @Test
  void givenRulesForClientsAndPrincipals_whenAsked_thenTheyHoldForThoseOnly() {
    Rules rules = rules(
        Effect.ALLOW,
        ToolRule.of(Effect.DENY, "*", "*").withClient("Cursor*"),
        ToolRule.of(Effect.DENY, "*", "*").withPrincipal("key:*"));

    assertThat(rules.decide("Cursor 2", "user:ada", "i", "s", "t").effect()).isEqualTo(Effect.DENY);
    assertThat(rules.decide("Сursor 2", "user:ada", "i", "s", "t").effect()).isEqualTo(Effect.DENY);
    assertThat(rules.decide("claude", "key:1", "i", "s", "t").effect()).isEqualTo(Effect.DENY);
    assertThat(rules.decide("claude", "user:ada", "i", "s", "t").effect()).isEqualTo(Effect.ALLOW);
  }

  @Test
  void givenARuleWithTheIdOfAServer_whenItHasAnotherName_thenItStillHolds() {
    Rules rules = rules(Effect.ALLOW, ToolRule.of(Effect.DENY, "id-files", "*"));

    assertThat(rules.decide("c", "p", "id-files", "renamed", "t").effect()).isEqualTo(Effect.DENY);
  }

  @Test
  void givenNamesThatOnlyLookAlike_whenAsked_thenStrictRulesCatchThemAndLaxOnesDoNot() {
    Rules strict = rules(Effect.ALLOW, ToolRule.of(Effect.DENY, "*", "delete_*"));
    Rules lax = rules(Effect.DENY, ToolRule.of(Effect.ALLOW, "*", "delete_*"));

    for (String tool : List.of(
        "d\u0435lete_file", // Cyrillic e
        "de\u200blete_file", // zero width
        "\u202edelete_file", // right to left
        "\uff44elete_file", // full width
        "d\u03b5lete_file", // Greek
        "delete\u2060_file")) {
      assertThat(effect(strict, "s", tool)).as(Characters.shown(tool)).isEqualTo(Effect.DENY);
      assertThat(effect(lax, "s", tool)).as(Characters.shown(tool)).isEqualTo(Effect.DENY);
    }
    assertThat(effect(strict, "s", "remove")).isEqualTo(Effect.ALLOW);
  }

  @Test
  void givenNamesOfAnyLength_whenAsked_thenLongOnesAreDenied() {
    Rules rules = rules(Effect.ALLOW, ToolRule.of(Effect.DENY, "*", "*a*a*a*a*a*a*a*a*b"));

    assertThat(effect(rules, "s", "a".repeat(1_000))).isEqualTo(Effect.ALLOW);
    assertThat(effect(rules, "s", "a".repeat(1_025))).isEqualTo(Effect.DENY);
  }

  @Test
  void givenMoreQuestionsThanAreRemembered_whenAsked_thenAnswersStayRight() {
    Rules rules = rules(Effect.ALLOW, ToolRule.of(Effect.DENY, "*", "*7"));

    for (int i = 0; i < 10_000; i++) {
      assertThat(effect(rules, "s", "tool" + i))
          .isEqualTo(i % 10 == 7 ? Effect.DENY : Effect.ALLOW);
    }
  }
}
