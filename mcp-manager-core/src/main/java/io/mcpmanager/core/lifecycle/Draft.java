package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.IllegalTransitionException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making: the steps from which {@link CommandRules} and {@link SignalRules} put every decision
 * together. Knows no clock, no thread and no chance.
 */
final class Draft {

  private final String cause;
  private final Instant time;
  private final List<EventData> events = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private Situation now;
  private @Nullable Outcome outcome;
  private boolean deleted;

  /**
   * Begins a decision.
   *
   * @param cause what a refusal names, such as a command
   */
  Draft(Situation before, String cause, Instant time) {
    this.now = before;
    this.cause = cause;
    this.time = time;
  }

  Situation now() {
    return now;
  }

  ServerState state() {
    return now.state();
  }

  Instant time() {
    return time;
  }

  Decision done() {
    return new Decision(now, List.copyOf(events), List.copyOf(effects), outcome, deleted);
  }

  /** Ends the command under way. */
  void settle(Outcome newOutcome) {
    outcome = newOutcome;
  }

  void settle(String message) {
    settle(Outcome.success(message));
  }

  void desire(DesiredState desired) {
    now = now.withKept(now.kept().withDesired(desired));
  }

  void revise(ServerDefinition definition) {
    now = now.withKept(now.kept().revised(definition, time));
    events.add(new EventData.ServerUpdated(now.kept().revision()));
  }

  void forgetRestarts() {
    now = now.withHistory(RestartHistory.NONE);
  }

  void ranWell() {
    now = now.withHistory(now.history().ranWell());
  }

  void countRestart() {
    RestartPolicy policy = now.definition().settings().restart();
    now = now.withHistory(now.history().restarted(policy, time));
  }

  void leftover(boolean leftover) {
    now = now.withLeftover(leftover);
  }

  void then(@Nullable AfterStop then) {
    now = now.withThen(then);
  }

  /** Takes a health report; only another status is an event. */
  void health(HealthReport report) {
    HealthStatus before = now.health().status();
    now = now.withHealth(report);
    if (before != report.status()) {
      events.add(new EventData.HealthChanged(before, report.status(), report.error()));
    }
  }

  /** Something happened that is no move. */
  void tell(EventData event) {
    events.add(event);
  }

  void instance(InstanceInfo instance) {
    now = now.withInstance(instance);
  }

  void starting(ServerStatus.Starting status) {
    now = now.withStatus(status);
  }

  void ready(Signal.Ready signal) {
    move(Trigger.READY, new ServerStatus.Running(time, now.generation()));
    now = now.withInstance(signal.instance());
  }

  /** Takes the server out of service, whatever it still has running. */
  void enterMaintenance() {
    move(Trigger.SERVICE, new ServerStatus.Maintenance(time));
  }

  /** Begins a new life. */
  void launch(LaunchPace pace) {
    now = now.withKept(now.kept().nextGeneration()).withThen(null);
    move(Trigger.START, new ServerStatus.Starting(time, now.generation(), Phase.LAUNCH));
    effects.add(new Effect.Launch(now.generation(), pace));
  }

  /** Ends whatever is alive or coming up, and then goes on to {@code next}. */
  void windDown(AfterStop next) {
    switch (now.status()) {
      case ServerStatus.Starting ignored -> {
        then(next);
        effects.add(new Effect.AbortLaunch(now.generation()));
      }
      case ServerStatus.Running ignored -> {
        move(Trigger.STOP, new ServerStatus.Stopping(time, now.generation(), next));
        stopInstance();
      }
      case ServerStatus.Stopping stopping ->
        now = now.withStatus(
            new ServerStatus.Stopping(stopping.since(), stopping.generation(), next));
      case ServerStatus.Stopped ignored -> follow(next);
      case ServerStatus.InError ignored -> clearThen(next);
      case ServerStatus.Maintenance ignored -> clearThen(next);
    }
  }

  private void clearThen(AfterStop next) {
    if (now.leftover()) {
      forgetRetry();
      then(next);
      stopInstance();
    } else {
      follow(next);
    }
  }

  /** Goes on once nothing is alive any more. */
  void follow(AfterStop next) {
    now = now.withLeftover(false).withThen(null);
    boolean startsFromHere = state() == ServerState.ERROR || state() == ServerState.MAINTENANCE;
    if (state() != ServerState.STOPPED && !(next == AfterStop.START_AGAIN && startsFromHere)) {
      move(towardsStopped(state()), new ServerStatus.Stopped(time));
    }
    switch (next) {
      case STAY_STOPPED -> settle("stopped");
      case START_AGAIN -> launch(LaunchPace.AT_ONCE);
      case ENTER_MAINTENANCE -> {
        enterMaintenance();
        settle("in maintenance");
      }
      case DELETE -> {
        deleted = true;
        events.add(new EventData.ServerDeleted());
        settle("deleted");
      }
    }
  }

  private static Trigger towardsStopped(ServerState from) {
    return switch (from) {
      case STARTING -> Trigger.CANCEL;
      case STOPPING -> Trigger.EXITED;
      case RUNNING, ERROR, MAINTENANCE, STOPPED -> Trigger.STOP;
    };
  }

  /** Asks for the instance to be ended; {@link Signal.Stopped} will say how that went. */
  void stopInstance() {
    effects.add(new Effect.StopInstance(now.generation()));
  }

  /** Goes into error and stays there. */
  void fail(Trigger on, Failure failure) {
    move(on, new ServerStatus.InError(time, failure, null));
    settle(Outcome.failure(failure));
  }

  /** Goes into error, to be started again after {@code delay}. */
  void failAndRetry(Trigger on, Failure failure, Duration delay) {
    move(on, new ServerStatus.InError(time, failure, time.plus(delay)));
    effects.add(new Effect.ScheduleRestart(now.generation(), delay));
    settle(Outcome.failure(failure));
  }

  /** Stays in error for another reason, and is not started again. */
  void failFurther(Failure failure) {
    forgetRetry();
    if (now.status() instanceof ServerStatus.InError error) {
      now = now.withStatus(new ServerStatus.InError(error.since(), failure, null));
    }
    events.add(new EventData.ManagerError(
        "lifecycle", now.definition().name() + ": " + failure.message()));
    settle(Outcome.failure(failure));
  }

  /** Takes back that the server is started again by itself. */
  void forgetRetry() {
    if (now.status() instanceof ServerStatus.InError error && error.nextStart() != null) {
      now = now.withStatus(new ServerStatus.InError(error.since(), error.failure(), null));
      effects.add(new Effect.CancelRestart());
    }
  }

  /** The refusal of what was asked for. */
  IllegalTransitionException refusal() {
    return new IllegalTransitionException(
        now.kept().id(), cause, state(), Transitions.reachableFrom(state()));
  }

  private void move(Trigger on, ServerStatus to) {
    ServerState from = state();
    ServerState target = Transitions.next(from, on).orElseThrow(this::refusal);
    if (target != to.state()) {
      throw new IllegalStateException(on + " leads from " + from + " to " + target);
    }
    forgetRetry();
    now = now.withStatus(to);
    Failure failure = to instanceof ServerStatus.InError error ? error.failure() : null;
    Instant nextStart = to instanceof ServerStatus.InError error ? error.nextStart() : null;
    events.add(new EventData.StateChanged(from, target, now.generation(), failure, nextStart));
    if (from == ServerState.RUNNING) {
      now = now.withInstance(null);
      health(HealthReport.UNKNOWN);
    }
  }

  /** A failure of the present life with what is known of it. */
  static Failure crashLoop(Failure last, RestartPolicy policy) {
    return new Failure(
        last.phase(),
        ErrorCode.CRASH_LOOP,
        "restarted " + policy.maxRestarts() + " times within " + policy.window()
            + " and failed again: " + last.message(),
        last.exitStatus(),
        last.lastErrorLines());
  }
}
