package io.mcpmanager.core.policy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.Ruling;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.policy.ShownTools.HiddenTools;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides about calls of tools by the policy of their tenant, and by what the tools are held to. Thread-safe. */
public final class ToolPolicing implements ToolGate {

  /** The tools of a tenant that were hidden at some time. */
  private record HiddenThen(long pins, long policy, HiddenTools tools) {}

  private final PolicyBook policies;
  private final PinBook pins;
  private final HoldingRoom room;
  private final ArgumentCheck check = new ArgumentCheck();
  private final Consumer<String> changed;
  private final Map<String, HiddenThen> hidden = new ConcurrentHashMap<>();

  /**
   * Decides by what a store holds.
   *
   * @param redaction takes out of a tenant's text what is secret, before people are shown it
   * @param changed takes a tenant whose clients may see other tools than before
   */
  public ToolPolicing(
      Store store,
      EventLog events,
      Authorizer authorizer,
      ManagerClock clock,
      IdSource ids,
      BinaryOperator<String> redaction,
      Consumer<String> changed) {
    this.changed = changed;
    room = new HoldingRoom(events, authorizer, clock, ids, redaction);
    policies = new PolicyBook(store.documents(), events, authorizer, clock, this::policyChanged);
    pins = new PinBook(store, events, authorizer, clock, this::policy, this::toolsChanged, changed);
  }

  /** The rules. */
  public Policies policies() {
    return policies;
  }

  /** What tools are held to. */
  public Pins pins() {
    return pins;
  }

  /** Calls that wait for somebody's approval. */
  public Approvals approvals() {
    return room;
  }

  @Override
  public Optional<Denial> denial(CallContext context, String client, Server server, String tool) {
    PolicyBook.Page page = policies.page(context.tenant());
    Ruling ruling = ruling(page, context, client, server, tool);
    if (ruling.effect() == Effect.DENY) {
      return Optional.of(new Denial(ErrorCode.ACCESS_DENIED, reason(ruling)));
    }
    PinnedTool pin = pins.find(server.id(), tool);
    return reaction(pin, page.policy()) == Reaction.BLOCK
        ? Optional.of(new Denial(ErrorCode.TOOL_CHANGED, blocked(pin)))
        : Optional.empty();
  }

  @Override
  public Predicate<Target> listed(CallContext context, String client) {
    PolicyBook.Page page = policies.page(context.tenant());
    List<Rules.AboutTool> rules =
        page.rules().rulesFor(client, context.principal().id());
    HiddenTools blocked = hidden(context.tenant(), page.policy());
    boolean all = rules.stream().allMatch(rule -> rule.effect() != Effect.DENY);
    return all && blocked.isEmpty() ? AccessPolicy.ALL : new ShownTools(rules, blocked);
  }

  @Override
  public boolean asks(CallContext context, String client, Server server, String tool) {
    PolicyBook.Page page = policies.page(context.tenant());
    return reaction(pins.find(server.id(), tool), page.policy()) == Reaction.ASK
        || ruling(page, context, client, server, tool).effect() == Effect.ASK;
  }

  @Override
  public Pass admit(Call call) throws InterruptedException {
    CallContext context = call.context();
    PolicyBook.Page page = policies.page(context.tenant());
    Ruling ruling = ruling(page, context, call.client(), call.server(), call.tool());
    PinnedTool pin = pins.find(call.server().id(), call.tool());
    if (pin != null && call.server().definition().settings().gateway().validateArguments()) {
      check.check(pin.offered(), call.bytes(), call.params());
    }
    boolean asks = reaction(pin, page.policy()) == Reaction.ASK;
    if ((!asks && ruling.effect() != Effect.ASK) || call.continued()) {
      return Pass.FREE;
    }
    var terms = new HoldingRoom.Terms(
        pin == null ? "" : pin.offered().hash(),
        page.policy().revision(),
        asks ? asked(pin) : asked(ruling),
        page.policy().holdFor(),
        page.policy().clientMayApprove());
    try {
      Arguments arguments = Arguments.read(call.bytes(), call.params());
      return new Settled(call, terms, room.hold(call, arguments, terms));
    } catch (McpManagerException e) {
      return new Settled(
          call, terms, Optional.of(new Denial(e.code(), String.valueOf(e.getMessage()))));
    }
  }

  /** What a call that was held came to. */
  private final class Settled implements Pass {

    private final Call call;
    private final HoldingRoom.Terms terms;
    private final Optional<Denial> denial;

    Settled(Call call, HoldingRoom.Terms terms, Optional<Denial> denial) {
      this.call = call;
      this.terms = terms;
      this.denial = denial;
    }

    @Override
    public Optional<Denial> denial() {
      return denial;
    }

    @Override
    public boolean stillHolds() {
      PinnedTool pin = pins.find(call.server().id(), call.tool());
      return policy(call.context().tenant()).revision() == terms.policyRevision()
          && (pin == null ? "" : pin.offered().hash()).equals(terms.pin());
    }
  }

  @Override
  public void offered(Server server, Map<String, byte[]> definitions) {
    pins.offered(server, definitions);
  }

  @Override
  public void deleted(Server server) {
    pins.deleted(server);
  }

  @Override
  public Set<String> strange(Server server, Map<String, byte[]> definitions) {
    ToolPolicy policy = policy(server.tenant());
    var strange = new HashSet<String>();
    definitions.forEach((tool, json) -> {
      PinnedTool pin = pins.find(server.id(), tool);
      boolean same = pin != null && Definition.read(tool, json).hash().equals(pin.pinned());
      Reaction reaction =
          pin == null ? policy.newTools() : same ? pin.reaction(policy) : policy.changedTools();
      if (reaction == Reaction.BLOCK) {
        strange.add(tool);
      }
    });
    return strange;
  }

  private ToolPolicy policy(String tenant) {
    return policies.page(tenant).policy();
  }

  private void policyChanged(String tenant) {
    long revision = policy(tenant).revision();
    room.outdate(
        call -> call.policyRevision() != revision,
        tenant,
        "the policy has changed since the call was made; make it again");
    changed.accept(tenant);
  }

  private void toolsChanged(Server server, Set<String> tools) {
    room.outdate(
        call -> call.serverId().equals(server.id()) && tools.contains(call.tool()),
        server.tenant(),
        "the tool has changed or was approved since the call was made; make it again");
  }

  private static Ruling ruling(
      PolicyBook.Page page, CallContext context, String client, Server server, String tool) {
    return page.rules()
        .decide(client, context.principal().id(), server.id().value(), server.name(), tool);
  }

  private static String asked(Ruling ruling) {
    return ruling
        .rule()
        .map(rule -> "the policy's rule " + rule + " asks for approval")
        .orElse("no rule of the policy allows it without approval");
  }

  private static String asked(@Nullable PinnedTool pin) {
    return pin == null
        ? "the server does not list this tool"
        : switch (pin.state()) {
          case CHANGED -> "the definition of the tool has changed";
          case SEEN, APPROVED ->
            pin.flags().isEmpty()
                ? "nobody has approved the tool yet"
                : "texts of the tool are suspicious";
        };
  }

  /** A tool that no list has is as one that has not been seen. */
  private static Reaction reaction(@Nullable PinnedTool pin, ToolPolicy policy) {
    return pin == null ? policy.newTools() : pin.reaction(policy);
  }

  private HiddenTools hidden(String tenant, ToolPolicy policy) {
    HiddenThen known = hidden.get(tenant);
    long version = pins.version();
    if (known != null && known.pins() == version && known.policy() == policy.revision()) {
      return known.tools();
    }
    Set<ShownTools.Hidden> blocked = pins.blocked(tenant, policy);
    var tools = blocked.isEmpty() ? HiddenTools.NONE : new HiddenTools(blocked);
    hidden.put(tenant, new HiddenThen(version, policy.revision(), tools));
    return tools;
  }

  private static String reason(Ruling ruling) {
    return ruling
        .rule()
        .map(rule -> "the policy's rule " + rule + " denies calls of this tool")
        .orElse("no rule of the policy allows calls of this tool");
  }

  private static String blocked(@Nullable PinnedTool pin) {
    if (pin == null) {
      return "the server does not list this tool, so nobody has approved it";
    }
    return switch (pin.state()) {
      case CHANGED ->
        "the definition of this tool has changed, and nobody has approved it as it is now";
      case SEEN, APPROVED -> "nobody has approved this tool yet";
    };
  }
}
