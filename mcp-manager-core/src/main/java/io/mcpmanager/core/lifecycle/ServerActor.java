package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int MAX_COMMANDS = 256;
  // every life sends a handful of signals, so twice the commands leaves ample room for them
  private static final int CAPACITY = 2 * MAX_COMMANDS;
  private static final Duration STORE_RETRY = Duration.ofSeconds(1);

  private sealed interface Message {
    record Command(PendingCommand ticket) implements Message {}

    record News(Signal signal) implements Message {}

    record StoreMayBeBack() implements Message {}
  }

  private final Collaborators shop;
  private final ServerChanges ledger;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>(CAPACITY);
  private final AtomicInteger commands = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile Situation situation;
  private volatile Server snapshot;
  private volatile @Nullable Live live;
  private volatile boolean closing;
  private volatile boolean deleted;

  // only the actor's own thread touches what follows
  private final ArrayDeque<PendingCommand> waiting = new ArrayDeque<>();
  // a life that can't be stored does not go on, so these stay as few as a life has signals
  private final ArrayDeque<Signal> unstored = new ArrayDeque<>();
  private @Nullable RunningCommand current;
  private @Nullable InstanceLife life;
  private ManagerClock.Timer restart = () -> {};

  ServerActor(Situation initial, Collaborators shop) {
    this.situation = initial;
    this.snapshot = initial.snapshot();
    this.shop = shop;
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
    if (commands.incrementAndGet() > MAX_COMMANDS) {
      commands.decrementAndGet();
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "more than " + MAX_COMMANDS + " commands wait for this server",
          id(),
          null);
    }
    var message = new Message.Command(ticket);
    boolean taken = inbox.offer(message);
    boolean tooLate = ended.getCount() == 0 && inbox.remove(message);
    if (!taken || tooLate) {
      commands.decrementAndGet();
      throw notTaken();
    }
  }

  /** Takes a signal. Never blocks. */
  void signal(Signal signal) {
    if (!inbox.offer(new Message.News(signal)) && ended.getCount() > 0) {
      LOG.atError()
          .addKeyValue("server", id())
          .addKeyValue("signal", signal.getClass().getSimpleName())
          .log("a signal was lost because the server's queue is full");
    }
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
        goesOn = take(inbox.take());
      }
    } catch (InterruptedException e) {
      // the supervisor ends its threads
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private boolean take(Message message) {
    boolean stopFailed = false;
    switch (message) {
      case Message.Command command -> takeCommand(command.ticket());
      case Message.News news -> {
        if (news.signal() instanceof Signal.ManagerStopping) {
          retryUnstored();
        }
        takeSignal(news.signal());
        stopFailed = news.signal() instanceof Signal.Stopped stopped && stopped.failure() != null;
      }
      case Message.StoreMayBeBack ignored -> retryUnstored();
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
    if (signal instanceof Signal.HealthReported || signal instanceof Signal.Unhealthy) {
      return;
    }
    unstored.add(signal);
    if (unstored.size() == 1) {
      shop.clock().schedule(STORE_RETRY, () -> inbox.offer(new Message.StoreMayBeBack()));
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
      commands.decrementAndGet();
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
      live = new Live(snapshot, ready.instance(), ready.connection());
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
      if (data instanceof EventData.StateChanged) {
        shop.log().append(id(), LogStream.MANAGER, data.message());
      }
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Launch launch -> {
        life = new InstanceLife(situation.kept(), shop, this::signal);
        life.start(launch.pace());
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
    commands.decrementAndGet();
    ticket.refuse(reason);
  }

  private void refuseWaiting() {
    for (PendingCommand ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
      commands.decrementAndGet();
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
    for (Message left = inbox.poll(); left != null; left = inbox.poll()) {
      if (left instanceof Message.Command command) {
        command.ticket().refuse(notTaken());
      }
    }
  }
}
