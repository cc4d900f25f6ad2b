package io.mcpmanager.api.policy;

import java.util.Objects;
import java.util.Optional;

/**
 * What a policy says about a call.
 *
 * @param effect what becomes of it
 * @param rule id of the rule that says so; empty if no rule matches
 */
public record Ruling(Effect effect, Optional<String> rule) {

  /** Checks that all components are given. */
  public Ruling {
    Objects.requireNonNull(effect, "effect");
    Objects.requireNonNull(rule, "rule");
  }
}
