package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rules of a policy, ready to be asked for every call. Thread-safe. */
final class Rules {

  /** A name longer than this is none that a rule could mean. */
  static final int LONGEST_NAME = 1_024;

  /** Most answers that are remembered. */
  private static final int REMEMBERED = 4_096;

  private record Question(
      String client, String principal, String serverId, String server, String tool) {}

  /** A rule without the part that is about who calls. */
  record AboutTool(Effect effect, Optional<String> id, Wildcard server, Wildcard tool) {

    boolean matches(String serverId, String serverName, Names names) {
      return (server.matches(serverName) || server.matches(serverId)) && matches(names);
    }

    private boolean matches(Names names) {
      return tool.matches(names.name())
          || (effect != Effect.ALLOW && names.looksOtherwise() && tool.matches(names.look()));
    }
  }

  /** The name of a tool, and what it looks like. */
  record Names(String name, String look) {

    static Names of(String name) {
      return new Names(name, Characters.look(name));
    }

    boolean looksOtherwise() {
      return !name.equals(look);
    }
  }

  private record Rule(Wildcard client, Wildcard principal, Effect effect, AboutTool about) {

    static Rule of(ToolRule rule) {
      return new Rule(
          new Wildcard(rule.client()),
          new Wildcard(rule.principal()),
          rule.effect(),
          new AboutTool(
              rule.effect(),
              Optional.of(rule.id()),
              new Wildcard(rule.server()),
              new Wildcard(rule.tool())));
    }

    boolean isFor(String clientName, String principalId) {
      return principal.matches(principalId)
          && (client.matches(clientName)
              || (effect != Effect.ALLOW && client.matches(Characters.look(clientName))));
    }
  }

  private final List<Rule> rules;
  private final Ruling otherwise;
  private final Map<Question, Ruling> answers = new ConcurrentHashMap<>();

  Rules(ToolPolicy policy) {
    rules = policy.rules().stream().map(Rule::of).toList();
    otherwise = new Ruling(policy.otherwise(), Optional.empty());
  }

  /** What the first rule that matches says. */
  Ruling decide(String client, String principal, String serverId, String server, String tool) {
    if (rules.isEmpty()) {
      return otherwise;
    }
    if (client.length() > LONGEST_NAME || tool.length() > LONGEST_NAME) {
      return new Ruling(Effect.DENY, Optional.empty());
    }
    var question = new Question(client, principal, serverId, server, tool);
    Ruling known = answers.get(question);
    if (known != null) {
      return known;
    }
    Ruling ruling = find(question);
    if (answers.size() >= REMEMBERED) {
      answers.clear();
    }
    answers.put(question, ruling);
    return ruling;
  }

  /** The rules that somebody's calls may match, in their order; the last one matches all that is left. */
  List<AboutTool> rulesFor(String client, String principal) {
    var left = new ArrayList<AboutTool>();
    for (Rule rule : rules) {
      if (rule.isFor(client, principal)) {
        left.add(rule.about());
      }
    }
    var any = new Wildcard(ToolRule.ANY);
    left.add(new AboutTool(otherwise.effect(), Optional.empty(), any, any));
    return List.copyOf(left);
  }

  private Ruling find(Question question) {
    Names names = Names.of(question.tool());
    for (Rule rule : rules) {
      if (rule.isFor(question.client(), question.principal())
          && rule.about().matches(question.serverId(), question.server(), names)) {
        return new Ruling(rule.effect(), rule.about().id());
      }
    }
    return otherwise;
  }
}
