package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from a signal: a pure function of the situation. Signals of an earlier life change nothing. */
final class SignalRules {

  /**
   * Decides.
   *
   * @param jitter chance in the next pause, from 0 (inclusive) to 1 (exclusive)
   */
  static Decision decide(Situation before, Signal signal, Instant now, double jitter) {
    var draft = new Draft(before, signal.getClass().getSimpleName(), now);
    boolean stale = signal instanceof Signal.OfLife one && one.generation() != before.generation();
    if (!stale) {
      take(draft, signal, jitter);
    }
    return draft.done();
  }

  private static void take(Draft draft, Signal signal, double jitter) {
    switch (signal) {
      case Signal.Reached reached -> reached(draft, reached.phase());
      case Signal.Installed installed -> installed(draft, installed);
      case Signal.Ready ready -> ready(draft, ready);
      case Signal.StartFailed failed -> startFailed(draft, failed, jitter);
      case Signal.Ended ended -> ended(draft, ended, jitter);
      case Signal.ChannelLost lost -> channelLost(draft, lost, jitter);
      case Signal.Stopped stopped -> stopped(draft, stopped);
      case Signal.RestartDue ignored -> restartDue(draft);
      case Signal.Wedged wedged -> WedgeRules.wedged(draft, wedged, jitter);
      case Signal.Answering ignored -> WedgeRules.answering(draft);
      case Signal.Drifted drifted -> DriftRules.drifted(draft, drifted, jitter);
      case Signal.Unhealthy unhealthy -> unhealthy(draft, unhealthy);
      case Signal.HealthReported health -> healthReported(draft, health);
      case Signal.CancelStart ignored -> cancelStart(draft);
      case Signal.Reconcile ignored -> reconcile(draft);
      case Signal.ManagerStopping ignored -> managerStopping(draft);
    }
  }

  private static void reached(Draft draft, Phase phase) {
    if (draft.now().status() instanceof ServerStatus.Starting starting) {
      draft.starting(new ServerStatus.Starting(starting.since(), starting.generation(), phase));
    }
  }

  private static void installed(Draft draft, Signal.Installed signal) {
    draft.tell(new EventData.Installed(signal.generation(), signal.installed(), signal.millis()));
  }

  private static void ready(Draft draft, Signal.Ready signal) {
    if (draft.state() != ServerState.STARTING) {
      return;
    }
    if (draft.now().then() != null) {
      // the start was called off just too late: there is an instance to end
      draft.stopInstance();
    } else {
      draft.ready(signal);
      draft.settle("running");
    }
  }

  private static void startFailed(Draft draft, Signal.StartFailed signal, double jitter) {
    if (draft.state() != ServerState.STARTING) {
      return;
    }
    AfterStop then = draft.now().then();
    draft.leftover(signal.leftover());
    if (then == null) {
      RestartRules.failed(draft, Trigger.FAILED, signal.failure(), jitter);
    } else if (signal.leftover()) {
      draft.then(null);
      draft.fail(Trigger.FAILED, stillAlive(signal.failure()));
    } else {
      draft.follow(then);
    }
  }

  private static void ended(Draft draft, Signal.Ended signal, double jitter) {
    if (draft.state() == ServerState.RUNNING) {
      var failure = new Failure(
          Phase.RUN,
          ErrorCode.SERVER_EXITED,
          "the instance ended by itself: " + signal.exit().description(),
          signal.exit().code(),
          signal.lastErrorLines());
      if (signal.exit().clean()) {
        endedCleanly(draft, failure, jitter);
      } else {
        RestartRules.failed(draft, Trigger.EXITED, failure, jitter);
      }
    } else if (draft.now().leftover() && draft.now().then() == null) {
      draft.leftover(false);
    }
  }

  private static void channelLost(Draft draft, Signal.ChannelLost signal, double jitter) {
    if (draft.state() != ServerState.RUNNING) {
      return;
    }
    var failure = new Failure(
        Phase.RUN,
        ErrorCode.CHANNEL_FAILED,
        "the connection to the instance was lost: " + signal.reason(),
        null,
        signal.lastErrorLines());
    RestartRules.abandoned(draft, failure, jitter);
  }

  private static void stopped(Draft draft, Signal.Stopped signal) {
    Failure failure = signal.failure();
    AfterStop then = draft.now().then();
    switch (draft.now().status()) {
      case ServerStatus.Stopping stopping -> instanceStopped(draft, failure, stopping.next());
      case ServerStatus.Starting ignored -> {
        if (then != null) {
          instanceStopped(draft, failure, then);
        }
      }
      case ServerStatus.InError ignored -> leftoverStopped(draft, failure, then);
      case ServerStatus.Maintenance ignored -> leftoverStopped(draft, failure, then);
      case ServerStatus.Running ignored -> throw draft.refusal();
      case ServerStatus.Stopped ignored -> {
        // it had ended by itself before
      }
    }
  }

  private static void instanceStopped(Draft draft, @Nullable Failure failure, AfterStop next) {
    if (failure == null) {
      draft.follow(next);
    } else {
      draft.leftover(true);
      draft.then(null);
      draft.fail(Trigger.FAILED, failure);
    }
  }

  private static void leftoverStopped(
      Draft draft, @Nullable Failure failure, @Nullable AfterStop then) {
    // an end that was noticed before counts, whatever came of stopping
    boolean alive = draft.now().leftover();
    if (alive && failure != null) {
      draft.then(null);
      draft.failFurther(failure);
    } else if (then != null) {
      draft.follow(then);
    } else {
      draft.leftover(false);
      if (draft.state() == ServerState.MAINTENANCE) {
        draft.settle("in maintenance");
      }
    }
  }

  private static void restartDue(Draft draft) {
    if (draft.now().status() instanceof ServerStatus.InError error
        && error.nextStart() != null
        && RestartRules.wantsToRun(draft.now())) {
      draft.countRestart();
      draft.windDown(AfterStop.START_AGAIN);
    }
  }

  private static void unhealthy(Draft draft, Signal.Unhealthy signal) {
    if (draft.state() != ServerState.RUNNING) {
      return;
    }
    RestartRules.forgetAfterLongRun(draft);
    RestartPolicy policy = RestartRules.policy(draft);
    if (draft.now().history().isExhausted(policy, draft.time())) {
      var failure = new Failure(
          Phase.RUN, ErrorCode.SERVER_EXITED, "unhealthy: " + signal.reason(), null, List.of());
      draft.fail(Trigger.EXITED, Draft.crashLoop(failure, policy));
      draft.leftover(true);
      draft.stopInstance();
    } else {
      draft.countRestart();
      draft.windDown(AfterStop.START_AGAIN);
    }
  }

  private static void healthReported(Draft draft, Signal.HealthReported signal) {
    if (draft.state() == ServerState.RUNNING) {
      draft.health(signal.report());
    }
  }

  private static void cancelStart(Draft draft) {
    AfterStop then = draft.now().then();
    boolean stopsToStart = draft.now().status() instanceof ServerStatus.Stopping stopping
        && stopping.next() == AfterStop.START_AGAIN;
    boolean starts = draft.state() == ServerState.STARTING && then != AfterStop.DELETE;
    if (stopsToStart || starts) {
      draft.windDown(AfterStop.STAY_STOPPED);
    } else if (then == AfterStop.START_AGAIN) {
      draft.then(AfterStop.STAY_STOPPED);
    }
  }

  private static void reconcile(Draft draft) {
    if (draft.state() == ServerState.STOPPED && RestartRules.wantsToRun(draft.now())) {
      draft.launch(LaunchPace.IN_TURN);
    }
  }

  /** Ends everything but leaves what is desired as it is, so that the next manager takes up from there. */
  private static void managerStopping(Draft draft) {
    switch (draft.now().status()) {
      case ServerStatus.Starting ignored -> cancelStart(draft);
      case ServerStatus.Running ignored -> draft.windDown(AfterStop.STAY_STOPPED);
      case ServerStatus.Stopping ignored -> cancelStart(draft);
      case ServerStatus.Stopped ignored -> {
        // nothing is alive
      }
      case ServerStatus.InError ignored -> abandon(draft);
      case ServerStatus.Maintenance ignored -> abandon(draft);
    }
  }

  private static void abandon(Draft draft) {
    cancelStart(draft);
    draft.forgetRetry();
    if (draft.now().leftover() && draft.now().then() == null) {
      draft.stopInstance();
    }
  }

  private static void endedCleanly(Draft draft, Failure failure, double jitter) {
    if (RestartRules.policy(draft).mode() == RestartPolicy.Mode.ALWAYS) {
      RestartRules.failed(draft, Trigger.EXITED, failure, jitter);
    } else {
      draft.fail(Trigger.EXITED, failure);
    }
  }

  private static Failure stillAlive(Failure failure) {
    return new Failure(
        Phase.STOP,
        ErrorCode.STOP_FAILED,
        "the launch was called off but did not end: " + failure.message(),
        failure.exitStatus(),
        failure.lastErrorLines());
  }

  private SignalRules() {}
}
