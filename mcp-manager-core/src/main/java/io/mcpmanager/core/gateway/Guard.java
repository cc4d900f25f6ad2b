package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.ShownItems;
import io.mcpmanager.core.hook.About;
import io.mcpmanager.core.hook.Hooks;
import io.mcpmanager.core.hook.RejectedException;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nothing pass between clients and servers that the grants of who asks, and the host's policy and interceptors, do
 * not let pass. Thread-safe.
 */
final class Guard implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final AccessPolicy policy;
  private final ToolGate gate;
  private final Hooks hooks;
  private final Denials denials;

  Guard(AccessPolicy policy, ToolGate gate, Hooks hooks, Denials denials) {
    this.policy = policy;
    this.gate = gate;
    this.hooks = hooks;
    this.denials = denials;
  }

  /**
   * Why a client may not ask a server something; null if it may.
   *
   * @param item the name by which the server knows what is asked for, or null if it is the client's
   */
  Reply.@Nullable Refusal denial(ClientCall call, Server server, @Nullable String item) {
    return denial(call, server, kindOf(call), target(call, item));
  }

  /**
   * The same of something that is one of many in a request.
   *
   * @param name as the server knows it; empty if it has no name
   */
  Reply.@Nullable Refusal denial(ClientCall call, Server server, Target.Kind kind, String name) {
    Optional<String> scope = Granted.denial(
        call.context(), server, kind, kind == Target.Kind.METHOD ? call.method() : name);
    if (scope.isPresent()) {
      String reason = Granted.reason(scope.get());
      denials.add(call, server, name, reason);
      return Reply.Refusal.because(ErrorCode.ACCESS_DENIED, reason);
    }
    if (kind == Target.Kind.TOOL) {
      Optional<ToolGate.Denial> denial = atGate(call, server, name);
      if (denial.isPresent()) {
        denials.add(call, server, name, denial.get().reason());
        return Reply.Refusal.because(denial.get().code(), denial.get().reason());
      }
    }
    if (policy.equals(AccessPolicy.ALLOW_ALL)) {
      return null;
    }
    var target = new Target(
        server.id(),
        server.name(),
        kind,
        kind == Target.Kind.METHOD ? call.method() : name,
        call.client().name());
    Optional<String> reason = decide(call, target);
    if (reason.isEmpty()) {
      return null;
    }
    denials.add(call, server, name, reason.get());
    return Reply.Refusal.because(ErrorCode.ACCESS_DENIED, reason.get());
  }

  /** Lets a call pass that may need somebody's approval; waits for that. */
  ToolGate.Pass admit(ClientCall call, Server server, @Nullable String item)
      throws InterruptedException {
    boolean looked = kindOf(call) == Target.Kind.TOOL
        && (server.definition().settings().gateway().validateArguments()
            || asks(call, server, item));
    if (!looked) {
      return ToolGate.Pass.FREE;
    }
    Envelope message = call.message();
    return gate.admit(new ToolGate.Call(
        call.context(),
        call.client().name(),
        call.session(),
        server,
        target(call, item),
        message.bytes(),
        message
            .span(Member.PARAMS)
            .filter(span -> JsonText.isObject(message.bytes(), span))
            .orElse(null),
        call.inputs() instanceof SelfContainedCall rounds && rounds.isContinued(),
        call.timeout(),
        ClientUser.of(call),
        leaving -> call.cancellation().onCancel(reason -> leaving.run())));
  }

  /** Why a call that was let pass may not go on now; null if it may. */
  Reply.@Nullable Refusal denialNow(
      ToolGate.Pass pass, ClientCall call, Server server, @Nullable String item) {
    Reply.Refusal denial = denial(call, server, item);
    if (denial != null || kindOf(call) != Target.Kind.TOOL) {
      return denial;
    }
    boolean holds = pass.equals(ToolGate.Pass.FREE) ? !asks(call, server, item) : pass.stillHolds();
    return holds
        ? null
        : refused(
            call,
            server,
            item,
            new ToolGate.Denial(
                ErrorCode.TOOL_CHANGED,
                "the tool or the policy has changed since the call was made; make it again"));
  }

  private boolean asks(ClientCall call, Server server, @Nullable String item) {
    return gate.asks(call.context(), call.client().name(), server, target(call, item));
  }

  /** Tells that the gate has refused a call. */
  Reply.Refusal refused(
      ClientCall call, Server server, @Nullable String item, ToolGate.Denial denial) {
    denials.add(call, server, target(call, item), denial.reason());
    return Reply.Refusal.because(denial.code(), denial.reason());
  }

  /** What lists show somebody. */
  Predicate<Target> listed(ClientCall call) {
    try {
      Predicate<Target> ruled = Both.of(
          policy.listed(call.context()),
          gate.listed(call.context(), call.client().name()));
      return Granted.listed(call.context(), ruled);
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn().setCause(e).log("what lists show could not be decided, so they show nothing");
      return target -> false;
    }
  }

  /**
   * Lets a request pass to a server.
   *
   * @return the call as it goes on
   * @throws RejectedException if it does not pass
   */
  ClientCall request(ClientCall call, Server server, @Nullable String item, Duration limit)
      throws InterruptedException {
    if (!hooks.wants(Direction.TO_SERVER, Kind.REQUEST, call.method())) {
      return call;
    }
    var about = about(call, server, item, Direction.TO_SERVER, Kind.REQUEST);
    return call.with(hooks.pass(about, call.message(), limit));
  }

  /**
   * Lets an answer pass to the client.
   *
   * @throws RejectedException if it does not pass
   */
  Envelope answer(
      ClientCall call, Server server, @Nullable String item, Envelope answer, Duration limit)
      throws InterruptedException {
    Envelope passed = hooks.wants(Direction.TO_CLIENT, Kind.ANSWER, call.method())
        ? hooks.pass(about(call, server, item, Direction.TO_CLIENT, Kind.ANSWER), answer, limit)
        : answer;
    Optional<ListKind> list = ListKind.of(call.method());
    if (list.isEmpty()) {
      return passed;
    }
    Predicate<Target> shown =
        list.get() == ListKind.TOOLS ? Both.of(listed(call), known(server, answer)) : listed(call);
    return ShownItems.of(passed, call.method(), server, shown);
  }

  /** Those tools in a server's own list that are what they are supposed to be. */
  private Predicate<Target> known(Server server, Envelope answer) {
    try {
      Set<String> strange = gate.strange(server, ShownItems.tools(answer));
      return strange.isEmpty() ? AccessPolicy.ALL : target -> !strange.contains(target.name());
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn().setCause(e).log("whether tools may be shown could not be decided, so none is");
      return target -> false;
    }
  }

  /** What two filters show; equal if both are. */
  private record Both(Predicate<Target> one, Predicate<Target> other) implements Predicate<Target> {

    static Predicate<Target> of(Predicate<Target> one, Predicate<Target> other) {
      return one.equals(AccessPolicy.ALL)
          ? other
          : other.equals(AccessPolicy.ALL) ? one : new Both(one, other);
    }

    @Override
    public boolean test(Target target) {
      return one.test(target) && other.test(target);
    }
  }

  /** Serves what the gateway itself does. */
  @FunctionalInterface
  interface Service {
    Reply serve(ClientCall call) throws InterruptedException;
  }

  /**
   * Has a request served that the gateway answers itself, if it and the result may pass.
   *
   * @param server the server it is about, or null if it is about none in particular
   */
  Reply around(ClientCall call, @Nullable Server server, Service service)
      throws InterruptedException {
    Reply denial = server == null ? null : denial(call, server, null);
    if (denial != null) {
      return denial;
    }
    boolean asked = hooks.wants(Direction.TO_SERVER, Kind.REQUEST, call.method());
    boolean answered = hooks.wants(Direction.TO_CLIENT, Kind.ANSWER, call.method());
    if (!asked && !answered) {
      return service.serve(call);
    }
    var about = about(call, server, null, Direction.TO_SERVER, Kind.REQUEST);
    try {
      Reply reply = service.serve(
          asked ? call.with(hooks.pass(about, call.message(), Deliveries.LIMIT)) : call);
      return answered && reply instanceof Reply.Result result
          ? new Reply.Result(
              hooks.pass(about.answer(), result.json(), false, Deliveries.LIMIT), result.finished())
          : reply;
    } catch (RejectedException e) {
      return Reply.Refusal.because(e.code(), e.reason());
    }
  }

  /** Tells what was denied and has not been told. */
  @Override
  public void close() {
    denials.close();
  }

  private Optional<String> decide(ClientCall call, Target target) {
    try {
      return policy.decide(call.context(), target).denial();
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn().setCause(e).log("access could not be decided, so it was denied");
      return Optional.of("whether it is allowed could not be decided");
    }
  }

  private Optional<ToolGate.Denial> atGate(ClientCall call, Server server, String tool) {
    try {
      return gate.denial(call.context(), call.client().name(), server, tool);
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn()
          .setCause(e)
          .log("the policy about tools could not be asked, so a call was denied");
      return Optional.of(new ToolGate.Denial(
          ErrorCode.ACCESS_DENIED, "whether it is allowed could not be decided"));
    }
  }

  private static Target.Kind kindOf(ClientCall call) {
    return switch (call.method()) {
      case "tools/call" -> Target.Kind.TOOL;
      case "prompts/get" -> Target.Kind.PROMPT;
      case "resources/read", "resources/subscribe", "resources/unsubscribe" -> Target.Kind.RESOURCE;
      case "completion/complete" ->
        call.message().has(Member.REF_URI) ? Target.Kind.RESOURCE : Target.Kind.PROMPT;
      default -> Target.Kind.METHOD;
    };
  }

  /** What is asked for, as the server knows it; empty if it has no name. */
  private static String target(ClientCall call, @Nullable String item) {
    if (item != null) {
      return item;
    }
    Envelope message = call.message();
    Optional<String> name =
        switch (call.method()) {
          case "tools/call", "prompts/get" -> message.text(Member.NAME);
          case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
            message.text(Member.URI);
          case "completion/complete" ->
            message.text(Member.REF_URI).or(() -> message.text(Member.REF_NAME));
          default -> Optional.empty();
        };
    return name.orElse("");
  }

  private static About about(
      ClientCall call,
      @Nullable Server server,
      @Nullable String item,
      Direction direction,
      Kind kind) {
    return new About(
        call.context(),
        Peer.of(call).client(),
        direction,
        kind,
        call.method(),
        server == null ? null : server.id(),
        server == null ? "" : server.name(),
        target(call, item));
  }
}
