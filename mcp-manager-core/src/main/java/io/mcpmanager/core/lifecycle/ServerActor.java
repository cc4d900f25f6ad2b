package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of one server: takes commands and signals from its queue, has the rules decide, and then stores,
 * publishes and acts. Commands are carried out one after the other; a stop calls off a start under way. Readers see an
 * immutable snapshot.
 */
final class ServerActor {

  private static final Logger LOG = LoggerFactory.getLogger(ServerActor.class);
  private static final Set<EventType> REMARKED = EnumSet.of(
      EventType.STATE_CHANGED,
      EventType.INSTALLED,
      EventType.RECONCILED,
      EventType.WEDGED,
      EventType.UNWEDGED);
  private static final Duration STORE_RETRY = Duration.ofSeconds(1);

  private final Collaborators shop;
  private final ServerChanges ledger;
  private final Inbox inbox;
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile Situation situation;
  private volatile Server snapshot;
  private volatile @Nullable Live live;
  private volatile @Nullable InstanceLife life;
  private volatile boolean idle;
  private volatile boolean closing;
  private volatile boolean deleted;

  // only the actor's own thread touches what follows
  private final ArrayDeque<PendingCommand> waiting = new ArrayDeque<>();
  // a life that can't be stored does not go on, so these stay as few as a life has signals
  private final ArrayDeque<Signal> unstored = new ArrayDeque<>();
  private @Nullable RunningCommand current;
  private ManagerClock.Timer restart = () -> {};

  ServerActor(Situation initial, Collaborators shop) {
    this.situation = initial;
    this.snapshot = initial.snapshot();
    this.shop = shop;
    this.inbox = new Inbox(initial.kept().id());
    this.ledger = new ServerChanges(shop.events());
  }

  /** Begins to take messages. */
  void begin() {
    StoredServer kept = situation.kept();
    shop.log().limits(kept.id(), kept.definition().settings().log());
    shop.threads().execute(this::run);
  }

  ServerId id() {
    return situation.kept().id();
  }

  Situation situation() {
    return situation;
  }

  Server snapshot() {
    return snapshot;
  }

  Optional<Live> live() {
    return Optional.ofNullable(live);
  }

  /**
   * Takes a command.
   *
   * @throws McpManagerException if it is not taken
   */
  void submit(PendingCommand ticket) {
    if (closing) {
      throw notTaken();
    }
    if (!inbox.submit(ticket)) {
      throw notTaken();
    }
  }

  /** Takes a signal. Never blocks. */
  void signal(Signal signal) {
    inbox.signal(signal);
  }

  /** What is observed of it, without a lock: what is under way just now counts as busy. */
  DriftRules.Observation observe() {
    InstanceLife newest = life;
    boolean busy = !idle || !inbox.isEmpty() || (newest != null && newest.isStopping());
    Presence presence = newest == null ? Presence.NONE : newest.presence();
    return new DriftRules.Observation(situation, busy, presence);
  }

  /** The last lines its newest instance wrote to standard error. */
  List<String> errorLines() {
    InstanceLife newest = life;
    return newest == null ? List.of() : newest.errorLines();
  }

  /** Refuses commands from now on, ends what is alive, and then ends the thread. */
  void shutDown() {
    closing = true;
    signal(new Signal.ManagerStopping());
  }

  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try {
      shop.listeners().tell(listener -> listener.changed(snapshot));
      boolean goesOn = true;
      while (goesOn) {
        idle = isIdle();
        Inbox.Message message = inbox.take();
        idle = false;
        goesOn = take(message);
      }
    } catch (InterruptedException e) {
      // the supervisor ends its threads
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Whether nothing is under way that the server's own thread knows of. */
  private boolean isIdle() {
    return current == null && waiting.isEmpty() && unstored.isEmpty();
  }

  private boolean take(Inbox.Message message) {
    boolean stopFailed = false;
    switch (message) {
      case Inbox.Message.Command command -> takeCommand(command.ticket());
      case Inbox.Message.News news -> {
        if (news.signal() instanceof Signal.ManagerStopping) {
          retryUnstored();
        }
        takeSignal(news.signal());
        stopFailed = news.signal() instanceof Signal.Stopped stopped && stopped.failure() != null;
      }
      case Inbox.Message.StoreMayBeBack ignored -> retryUnstored();
    }
    if (closing) {
      refuseWaiting();
    }
    while (current == null && !deleted && !waiting.isEmpty()) {
      conduct(waiting.remove());
    }
    return !deleted && !(closing && (stopFailed || !situation.occupied()));
  }

  private void takeCommand(PendingCommand ticket) {
    RunningCommand underWay = current;
    if (underWay == null && waiting.isEmpty()) {
      conduct(ticket);
      return;
    }
    waiting.add(ticket);
    if (underWay != null && underWay.isCalledOffBy(ticket)) {
      takeSignal(new Signal.CancelStart());
    }
  }

  private void conduct(PendingCommand ticket) {
    Situation before = situation;
    var conduct = new RunningCommand(ticket, before);
    try {
      Decision decision =
          CommandRules.decide(before, ticket.command(), shop.clock().now());
      current = conduct;
      apply(decision);
    } catch (McpManagerException e) {
      current = null;
      refuse(ticket, e);
    } catch (RuntimeException e) {
      current = null;
      LOG.atError().addKeyValue("server", id()).setCause(e).log("a command failed unexpectedly");
      refuse(
          ticket,
          new McpManagerException(
              ErrorCode.INTERNAL_ERROR, "the command failed unexpectedly", id(), e));
    }
  }

  private void takeSignal(Signal signal) {
    if (signal instanceof Signal.Drifted && !isIdle()) {
      return;
    }
    Decision decision =
        SignalRules.decide(situation, signal, shop.clock().now(), shop.random().nextDouble());
    try {
      apply(decision);
    } catch (McpManagerException e) {
      LOG.atWarn()
          .addKeyValue("server", id())
          .addKeyValue("signal", signal.getClass().getSimpleName())
          .setCause(e)
          .log("what happened to a server could not be stored");
      if (closing) {
        // nobody will be there to store it later, but what is alive must still be ended
        Situation before = situation;
        reveal(decision);
        follow(before, decision);
      } else {
        defer(signal);
      }
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("server", id()).setCause(e).log("a signal failed unexpectedly");
    }
  }

  /** What happened stays true: it is decided upon again when the store may be back. The next check is near anyway. */
  private void defer(Signal signal) {
    if (signal instanceof Signal.Recurring) {
      return;
    }
    unstored.add(signal);
    if (unstored.size() == 1) {
      shop.clock().schedule(STORE_RETRY, inbox::storeMayBeBack);
    }
  }

  private void retryUnstored() {
    List<Signal> again = List.copyOf(unstored);
    unstored.clear();
    again.forEach(this::takeSignal);
  }

  /** Stores, shows, publishes and acts, in this order. */
  private void apply(Decision decision) {
    RunningCommand settled = decision.outcome() == null ? null : current;
    CommandResult result = settled == null
        ? null
        : settled.result(Objects.requireNonNull(decision.outcome()), decision.after(), shop);
    List<EventData> commandEvents =
        result == null ? List.of() : List.of(RunningCommand.event(result));
    Situation before = situation;
    ledger.record(context(), before, decision, commandEvents, () -> reveal(decision));
    follow(before, decision);
    if (settled != null && result != null) {
      current = null;
      settled.settle(result, shop.undo());
      inbox.settled();
    }
  }

  /** Lets readers see what was decided. Runs on a thread of the store, while the actor's own waits for it. */
  private void reveal(Decision decision) {
    StoredServer before = situation.kept();
    Situation after = decision.after();
    situation = after;
    snapshot = after.snapshot();
    if (decision.deleted()) {
      shop.roster().remove(this);
    } else if (!before.definition().name().equals(after.definition().name())) {
      shop.roster().renamed(this, before, after.kept());
    }
  }

  private void follow(Situation before, Decision decision) {
    Situation after = decision.after();
    boolean ran = before.state() == ServerState.RUNNING;
    boolean runs = after.state() == ServerState.RUNNING;
    if (runs && !ran) {
      InstanceLife ready = Objects.requireNonNull(life, "a running server has a life");
      live = new Live(snapshot, ready.instance(), ready.connection(), ready::siblings);
      shop.listeners().tell(listener -> listener.ready(snapshot, ready.connection()));
      ready.watch();
    } else if (ran && !runs) {
      live = null;
      shop.listeners().tell(listener -> listener.gone(snapshot));
    }
    if (decision.deleted()) {
      deleted = true;
      shop.log().forget(id());
      shop.listeners().tell(listener -> listener.deleted(snapshot));
    } else if (!after.equals(before)) {
      if (before.kept().revision() != after.kept().revision()) {
        shop.log().limits(id(), after.definition().settings().log());
      }
      shop.listeners().tell(listener -> listener.changed(snapshot));
      remark(decision.events());
    }
    decision.effects().forEach(this::act);
  }

  private void remark(List<EventData> events) {
    for (EventData data : events) {
      if (REMARKED.contains(data.type())) {
        shop.log().append(id(), LogStream.MANAGER, data.message());
      }
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Launch launch -> {
        var begun = new InstanceLife(situation.kept(), shop, this::signal);
        life = begun;
        begun.start(launch.pace());
      }
      case Effect.AbortLaunch ignored -> Objects.requireNonNull(life).callOff();
      case Effect.StopInstance ignored -> Objects.requireNonNull(life).stop();
      case Effect.ScheduleRestart schedule -> {
        restart.cancel();
        restart = shop.clock()
            .schedule(schedule.delay(), () -> signal(new Signal.RestartDue(schedule.generation())));
      }
      case Effect.CancelRestart ignored -> restart.cancel();
    }
  }

  private CallContext context() {
    RunningCommand underWay = current;
    return underWay != null
        ? underWay.ticket().context()
        : new CallContext(
            Principal.SYSTEM, situation.kept().tenant(), shop.ids().nextId());
  }

  private void refuse(PendingCommand ticket, McpManagerException reason) {
    try {
      ledger.append(
          ticket.context(),
          situation.kept(),
          new EventData.CommandExecuted(
              ticket.command().text(),
              reason.code(),
              String.valueOf(reason.getMessage()),
              ticket.elapsed(shop.clock().nanoTime()).toMillis()));
    } catch (McpManagerException e) {
      LOG.atWarn().addKeyValue("server", id()).setCause(e).log("a refusal could not be stored");
    }
    inbox.settled();
    ticket.refuse(reason);
  }

  private void refuseWaiting() {
    for (PendingCommand ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
      inbox.settled();
      ticket.refuse(notTaken());
    }
  }

  private McpManagerException notTaken() {
    return deleted
        ? new ServerNotFoundException(id().value())
        : new McpManagerException(
            ErrorCode.SHUTTING_DOWN, "the manager is stopping and takes no more commands");
  }

  private void end() {
    closing = true;
    ended.countDown();
    restart.cancel();
    RunningCommand underWay = current;
    if (underWay != null) {
      current = null;
      underWay.ticket().refuse(notTaken());
    }
    refuseWaiting();
    inbox.close().forEach(ticket -> ticket.refuse(notTaken()));
  }
}
