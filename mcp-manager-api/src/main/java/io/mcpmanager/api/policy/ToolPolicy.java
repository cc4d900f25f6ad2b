package io.mcpmanager.api.policy;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * What becomes of calls of tools in one tenant. The first rule that a call matches decides; one that none matches is
 * decided by {@code otherwise}. What the definition of the tool has to say comes on top and can only make it stricter.
 *
 * @param revision number of the last change; 0 if nothing has been changed yet
 * @param rules in the order in which they are looked at; at most 500
 * @param otherwise what becomes of a call that no rule matches
 * @param newTools what becomes of calls of tools that have not been seen before, and nobody has approved
 * @param changedTools what becomes of calls of tools that are no longer what was seen first or approved last
 * @param flaggedTools what becomes of calls of tools with suspicious texts, which nobody has approved
 * @param clientMayApprove whether the user of the client that makes a call is asked to approve it, where the client can ask:
 *     a question of conscience for whoever sits there, and no protection against a client that answers by itself
 * @param holdFor how long a call can be approved; 1 second to 1 hour
 */
public record ToolPolicy(
    long revision,
    List<ToolRule> rules,
    Effect otherwise,
    Reaction newTools,
    Reaction changedTools,
    Reaction flaggedTools,
    boolean clientMayApprove,
    Duration holdFor) {

  /** Most rules. */
  public static final int MAX_RULES = 500;

  private static final Duration LONGEST_HOLD = Duration.ofHours(1);

  /** Everything is allowed but calls of tools that have changed. */
  public static final ToolPolicy DEFAULT = new ToolPolicy(
      0,
      List.of(),
      Effect.ALLOW,
      Reaction.PASS,
      Reaction.BLOCK,
      Reaction.PASS,
      false,
      Duration.ofMinutes(5));

  /** Checks that all components are given. */
  public ToolPolicy {
    rules = List.copyOf(rules);
    Objects.requireNonNull(otherwise, "otherwise");
    Objects.requireNonNull(newTools, "newTools");
    Objects.requireNonNull(changedTools, "changedTools");
    Objects.requireNonNull(flaggedTools, "flaggedTools");
    Objects.requireNonNull(holdFor, "holdFor");
  }

  /** The same as another revision. */
  public ToolPolicy withRevision(long newRevision) {
    return new ToolPolicy(
        newRevision,
        rules,
        otherwise,
        newTools,
        changedTools,
        flaggedTools,
        clientMayApprove,
        holdFor);
  }

  /** The same with other rules. */
  public ToolPolicy withRules(List<ToolRule> newRules) {
    return new ToolPolicy(
        revision,
        newRules,
        otherwise,
        newTools,
        changedTools,
        flaggedTools,
        clientMayApprove,
        holdFor);
  }

  /** The same with another effect where no rule matches. */
  public ToolPolicy withOtherwise(Effect newOtherwise) {
    return new ToolPolicy(
        revision,
        rules,
        newOtherwise,
        newTools,
        changedTools,
        flaggedTools,
        clientMayApprove,
        holdFor);
  }

  /** The same with other reactions to tools that have not been approved. */
  public ToolPolicy withReactions(Reaction toNew, Reaction toChanged, Reaction toFlagged) {
    return new ToolPolicy(
        revision, rules, otherwise, toNew, toChanged, toFlagged, clientMayApprove, holdFor);
  }

  /** The same with other ways of approving calls. */
  public ToolPolicy withApproval(boolean byClient, Duration newHoldFor) {
    return new ToolPolicy(
        revision, rules, otherwise, newTools, changedTools, flaggedTools, byClient, newHoldFor);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (rules.size() > MAX_RULES) {
      problems.add(new Problem(
          "rules", "must be at most " + MAX_RULES + " rules", Problem.Code.OUT_OF_RANGE));
    }
    var ids = new HashSet<String>();
    for (int i = 0; i < rules.size(); i++) {
      String place = "rules[" + i + "]";
      ToolRule rule = rules.get(i);
      rule.problems().forEach(problem -> problems.add(problem.within(place)));
      if (!rule.id().isEmpty() && !ids.add(rule.id())) {
        problems.add(new Problem(
            place + ".id", "must be another one than those before", Problem.Code.DUPLICATE));
      }
    }
    if (holdFor.compareTo(Duration.ofSeconds(1)) < 0 || holdFor.compareTo(LONGEST_HOLD) > 0) {
      problems.add(new Problem("holdFor", "must be PT1S to PT1H", Problem.Code.OUT_OF_RANGE));
    }
    return problems;
  }
}
