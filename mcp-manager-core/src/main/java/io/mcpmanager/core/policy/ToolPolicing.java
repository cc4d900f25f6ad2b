package io.mcpmanager.core.policy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.DocumentStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Decides about calls of tools by the policy of their tenant. Thread-safe. */
public final class ToolPolicing implements ToolGate {

  private final PolicyBook policies;

  /**
   * Decides by what a store holds.
   *
   * @param changed takes a tenant whose clients may see other tools than before
   */
  public ToolPolicing(
      DocumentStore documents,
      EventLog events,
      Authorizer authorizer,
      ManagerClock clock,
      Consumer<String> changed) {
    policies = new PolicyBook(documents, events, authorizer, clock, changed);
  }

  /** The rules. */
  public Policies policies() {
    return policies;
  }

  @Override
  public Optional<Denial> denial(CallContext context, String client, Server server, String tool) {
    Ruling ruling = policies
        .page(context.tenant())
        .rules()
        .decide(client, context.principal().id(), server.id().value(), server.name(), tool);
    return ruling.effect() == Effect.DENY
        ? Optional.of(new Denial(ErrorCode.ACCESS_DENIED, reason(ruling)))
        : Optional.empty();
  }

  @Override
  public Predicate<Target> listed(CallContext context, String client) {
    List<Rules.AboutTool> rules = policies
        .page(context.tenant())
        .rules()
        .rulesFor(client, context.principal().id());
    boolean all = rules.stream().allMatch(rule -> rule.effect() != Effect.DENY);
    return all ? AccessPolicy.ALL : new ShownTools(rules);
  }

  private static String reason(Ruling ruling) {
    return ruling
        .rule()
        .map(rule -> "the policy's rule " + rule + " denies calls of this tool")
        .orElse("no rule of the policy allows calls of this tool");
  }
}
