package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.List;
import java.util.function.Predicate;

/** What lists show somebody: all but tools whose calls would be refused. Equal if the same is shown. */
record ShownTools(List<Rules.AboutTool> rules) implements Predicate<Target> {

  @Override
  public boolean test(Target target) {
    if (target.kind() != Target.Kind.TOOL) {
      return true;
    }
    if (target.name().length() > Rules.LONGEST_NAME && rules.size() > 1) {
      return false;
    }
    Rules.Names names = Rules.Names.of(target.name());
    for (Rules.AboutTool rule : rules) {
      if (rule.matches(target.serverId().value(), target.server(), names)) {
        return rule.effect() != Effect.DENY;
      }
    }
    return false;
  }
}
