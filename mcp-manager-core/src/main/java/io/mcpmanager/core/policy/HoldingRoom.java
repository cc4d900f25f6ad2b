package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.HeldCall.State;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.guard.Operation;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.hook.ToolGate.Denial;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps calls that need somebody's approval, and those who wait for them. Thread-safe. */
final class HoldingRoom implements Approvals {

  private static final Logger LOG = LoggerFactory.getLogger(HoldingRoom.class);

  /** What a held call is held by. */
  record Terms(
      String pin, long policyRevision, String reason, Duration holdFor, boolean mayAskUser) {}

  private final EventLog events;
  private final Authorizer authorizer;
  private final ManagerClock clock;
  private final IdSource ids;
  private final BinaryOperator<String> redaction;
  private final String salt;
  private final ReentrantLock lock = new ReentrantLock(); // guards what is held, and each of them
  private final Map<String, Held> held = new LinkedHashMap<>();

  /**
   * Nothing is held yet.
   *
   * @param redaction takes out of a tenant's text what is secret
   */
  HoldingRoom(
      EventLog events,
      Authorizer authorizer,
      ManagerClock clock,
      IdSource ids,
      BinaryOperator<String> redaction) {
    this.redaction = redaction;
    this.events = events;
    this.authorizer = authorizer;
    this.clock = clock;
    this.ids = ids;
    this.salt = ids.nextId();
  }

  /**
   * Waits until a call has been approved, or can't be any more.
   *
   * @return why it may not be made; empty if it may
   */
  Optional<Denial> hold(ToolGate.Call call, Arguments arguments, Terms terms)
      throws InterruptedException {
    String digest = digest(call, arguments, terms);
    Held entry;
    boolean fresh;
    lock.lock();
    try {
      Held known = unwaited(call.context().tenant(), digest);
      if (known != null && known.call().state() != State.HELD) {
        return settled(known);
      }
      fresh = known == null;
      if (fresh && isFull(call.context())) {
        return Optional.of(new Denial(
            ErrorCode.LIMIT_REACHED, "too many calls wait for approval; make this one later"));
      }
      entry = known == null ? newEntry(call, arguments, terms, digest) : known;
      entry.waited(true);
    } finally {
      lock.unlock();
    }
    if (fresh) {
      tell(
          call.context(),
          call,
          new EventData.CallHeld(
              entry.call().id(),
              call.session(),
              call.client(),
              call.context().principal().id(),
              Characters.shown(call.tool()),
              terms.reason(),
              entry.call().expiresAt()));
    }
    return waited(call, entry, terms);
  }

  @Override
  public List<HeldCall> held(CallContext context) {
    authorizer.check(context, Operation.READ_HELD_CALLS);
    lock.lock();
    try {
      return held.values().stream()
          .filter(entry -> entry.tenant.equals(context.tenant()))
          .map(Held::call)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public HeldCall approve(CallContext context, String id) {
    authorizer.check(context, Operation.APPROVE_HELD_CALL);
    return decided(context, Operation.APPROVE_HELD_CALL, id, State.APPROVED, "", "api");
  }

  @Override
  public HeldCall deny(CallContext context, String id, String reason) {
    authorizer.check(context, Operation.DENY_HELD_CALL);
    return decided(context, Operation.DENY_HELD_CALL, id, State.DENIED, reason, "api");
  }

  /** The calls that were held by other terms can't be approved any more. */
  void outdate(Predicate<HeldCall> others, String tenant, String reason) {
    var told = new ArrayList<Held>();
    lock.lock();
    try {
      List<Held> outdated = held.values().stream()
          .filter(entry -> entry.tenant.equals(tenant) && others.test(entry.call()))
          .toList();
      for (Held entry : outdated) {
        remove(entry);
        if (entry.call().state() != State.DENIED) {
          entry.decide(State.OUTDATED, reason);
          told.add(entry);
        }
      }
    } finally {
      lock.unlock();
    }
    told.forEach(entry -> tellDecided(system(entry), entry.call(), reason));
  }

  private Optional<Denial> waited(ToolGate.Call call, Held entry, Terms terms)
      throws InterruptedException {
    call.leaving().accept(() -> leave(entry));
    Runnable withdraw = terms.mayAskUser() && call.user() != null
        ? call.user().ask(question(call, entry.call()), answer -> answered(call, entry, answer))
        : () -> {};
    try {
      State state = await(call, entry);
      lock.lock();
      try {
        entry.waited(false);
        return switch (state) {
          case HELD -> Optional.of(stillHeld(entry));
          case APPROVED, DENIED, EXPIRED, OUTDATED -> settled(entry);
        };
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      leave(entry);
      throw e;
    } finally {
      withdraw.run();
    }
  }

  /** What has become of it; held if the client waits no longer. */
  private State await(ToolGate.Call call, Held entry) throws InterruptedException {
    // the clock's timer ends this; the limit is for the case that it does not
    Duration limit = Duration.between(clock.now(), entry.call().expiresAt()).plusMinutes(1);
    Duration patience = call.patience();
    try {
      if (patience == null || patience.compareTo(limit) >= 0) {
        return entry.answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
      ManagerClock.Timer timer = clock.schedule(patience, () -> leave(entry));
      try {
        return entry.answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        timer.cancel();
      }
    } catch (TimeoutException e) {
      return State.HELD;
    } catch (ExecutionException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "waiting for approval failed", e);
    }
  }

  /** The client waits no longer; the call can still be approved, for when it comes again. */
  private void leave(Held entry) {
    lock.lock();
    try {
      entry.answer.complete(State.HELD);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what has been decided, if it has been. An approval is good once. */
  private Optional<Denial> settled(Held entry) {
    HeldCall call = entry.call();
    return switch (call.state()) {
      case APPROVED -> {
        remove(entry);
        yield Optional.empty();
      }
      case DENIED -> Optional.of(new Denial(ErrorCode.ACCESS_DENIED, denied(entry.why())));
      case EXPIRED ->
        Optional.of(new Denial(ErrorCode.TIMEOUT, "nobody approved the call in time"));
      case OUTDATED -> Optional.of(new Denial(ErrorCode.TOOL_CHANGED, entry.why()));
      case HELD -> Optional.of(stillHeld(entry));
    };
  }

  private static Denial stillHeld(Held entry) {
    return new Denial(
        ErrorCode.TIMEOUT,
        "the call waits for approval as " + entry.call().id()
            + "; make the same call again once it is approved, until "
            + entry.call().expiresAt());
  }

  private static String denied(String why) {
    return "the call was not approved" + (why.isEmpty() ? "" : ": " + why);
  }

  private HeldCall decided(
      CallContext context, Operation operation, String id, State state, String reason, String via) {
    HeldCall call = find(context.tenant(), id);
    var details = Map.of(
        "principal", call.principal(), "digest", call.digest(), "reason", reason, "via", via);
    return authorizer.recorded(
        context,
        operation,
        "tool:" + call.server() + "/" + Characters.shown(call.tool()),
        details,
        () -> decide(context, id, state, reason));
  }

  private HeldCall find(String tenant, String id) {
    lock.lock();
    try {
      return open(tenant, id).call();
    } finally {
      lock.unlock();
    }
  }

  private HeldCall decide(CallContext context, String id, State state, String reason) {
    HeldCall decided;
    lock.lock();
    try {
      Held entry = open(context.tenant(), id);
      entry.decide(state, cut(reason));
      decided = entry.call();
    } finally {
      lock.unlock();
    }
    tellDecided(context, decided, cut(reason));
    return decided;
  }

  private Held open(String tenant, String id) {
    Held entry = held.get(id);
    if (entry == null || !entry.tenant.equals(tenant) || entry.call().state() != State.HELD) {
      throw new McpManagerException(
          ErrorCode.HELD_CALL_NOT_FOUND, "no call with this id waits for approval");
    }
    return entry;
  }

  private void expire(Held entry) {
    HeldCall call;
    lock.lock();
    try {
      if (held.get(entry.call().id()) != entry) {
        return;
      }
      remove(entry);
      if (entry.call().state() == State.DENIED) {
        return;
      }
      entry.decide(State.EXPIRED, "");
      call = entry.call();
    } finally {
      lock.unlock();
    }
    tellDecided(system(entry), call, "");
  }

  private Held newEntry(ToolGate.Call call, Arguments arguments, Terms terms, String digest) {
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    var entry = new Held(
        call.context().tenant(),
        new HeldCall(
            ids.nextId(),
            call.server().id(),
            call.server().name(),
            call.tool(),
            call.client(),
            call.context().principal().id(),
            call.session(),
            redaction.apply(call.context().tenant(), arguments.shown()),
            digest,
            terms.pin(),
            terms.policyRevision(),
            terms.reason(),
            now,
            now.plus(terms.holdFor()),
            State.HELD,
            true));
    held.put(entry.call().id(), entry);
    entry.timer(clock.schedule(terms.holdFor(), () -> expire(entry)));
    return entry;
  }

  private void remove(Held entry) {
    entry.end();
    held.remove(entry.call().id());
  }

  /** The same call, made before, for which nobody waits now. */
  private @Nullable Held unwaited(String tenant, String digest) {
    for (Held entry : held.values()) {
      if (entry.tenant.equals(tenant)
          && entry.call().digest().equals(digest)
          && !entry.call().waited()) {
        return entry;
      }
    }
    return null;
  }

  private boolean isFull(CallContext context) {
    int ofTenant = 0;
    int ofPrincipal = 0;
    for (Held entry : held.values()) {
      if (entry.tenant.equals(context.tenant())) {
        ofTenant++;
        if (entry.call().principal().equals(context.principal().id())) {
          ofPrincipal++;
        }
      }
    }
    return ofTenant >= MAX_HELD || ofPrincipal >= MAX_OF_PRINCIPAL;
  }

  /** All that an approval is bound to but the time. */
  private String digest(ToolGate.Call call, Arguments arguments, Terms terms) {
    return new Digest()
        .add(salt)
        .add(call.context().tenant())
        .add(call.context().principal().id())
        .add(call.server().id().value())
        .add(call.tool())
        .add(terms.pin())
        .add(Long.toString(terms.policyRevision()))
        .add(arguments.canonical())
        .text();
  }

  private void answered(ToolGate.Call call, Held entry, Optional<byte[]> answer) {
    try {
      Optional<Boolean> approved = answer.flatMap(HoldingRoom::approves);
      if (approved.isEmpty()) {
        return; // nobody has decided
      }
      boolean yes = approved.get();
      HeldCall ignored = decided(
          call.context(),
          yes ? Operation.APPROVE_HELD_CALL : Operation.DENY_HELD_CALL,
          entry.call().id(),
          yes ? State.APPROVED : State.DENIED,
          yes ? "" : "by the user of the client",
          "elicitation");
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a client's user decided about a call that is over");
    }
  }

  /** What the user says; empty if that is nothing. */
  private static Optional<Boolean> approves(byte[] result) {
    if (!(Node.read(result) instanceof Node.Members members)) {
      return Optional.empty();
    }
    String action = members.get("action") instanceof Node.Text text ? text.text() : "";
    return switch (action) {
      case "accept" ->
        Optional.of(members.get("content") instanceof Node.Members content
            && content.get("approve") instanceof Node.Plain plain
            && plain.text().equals("true"));
      case "decline" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static byte[] question(ToolGate.Call call, HeldCall held) {
    String arguments = held.arguments();
    String text = "May " + Characters.shown(call.client()) + " call the tool "
        + Characters.shown(call.tool()) + " of the server " + call.server().name() + "? Arguments: "
        + (arguments.length() <= 2_000 ? arguments : arguments.substring(0, 2_000) + "…");
    return ("{\"message\":" + new String(JsonText.quote(text), UTF_8)
            + ",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"approve\":{\"type\":"
            + "\"boolean\",\"title\":\"Make this call\",\"default\":false}},"
            + "\"required\":[\"approve\"]}}")
        .getBytes(UTF_8);
  }

  private static CallContext system(Held entry) {
    return new CallContext(
        Principal.SYSTEM, entry.tenant, "held-" + entry.call().id());
  }

  private void tellDecided(CallContext context, HeldCall call, String reason) {
    var data = new EventData.CallDecided(
        call.id(), call.principal(), Characters.shown(call.tool()), call.state(), reason);
    publish(context, call.serverId(), call.server(), data);
  }

  private void tell(CallContext context, ToolGate.Call call, EventData data) {
    publish(context, call.server().id(), call.server().name(), data);
  }

  private void publish(CallContext context, ServerId server, String name, EventData data) {
    try {
      events.publish(context, server, name, data);
    } catch (McpManagerException e) {
      LOG.atWarn().setCause(e).log("what became of a held call could not be told");
    }
  }

  private static String cut(String reason) {
    return reason.length() <= 500 ? reason : reason.substring(0, 500);
  }
}
