package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What lists show somebody: all but tools whose calls would be refused. Equal if the same is shown. */
record ShownTools(List<Rules.AboutTool> rules, HiddenTools hidden) implements Predicate<Target> {

  /** A tool whose calls are refused whoever calls it. */
  record Hidden(ServerId server, String tool) {}

  /** Those tools of a tenant; one that is made later is another one. */
  static final class HiddenTools {

    static final HiddenTools NONE = new HiddenTools(Set.of());

    private final Set<Hidden> tools;

    HiddenTools(Set<Hidden> tools) {
      this.tools = Set.copyOf(tools);
    }

    boolean isEmpty() {
      return tools.isEmpty();
    }
  }

  @Override
  public boolean test(Target target) {
    if (target.kind() != Target.Kind.TOOL) {
      return true;
    }
    if (target.name().length() > Rules.LONGEST_NAME && rules.size() > 1) {
      return false;
    }
    if (hidden.tools.contains(new Hidden(target.serverId(), target.name()))) {
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
