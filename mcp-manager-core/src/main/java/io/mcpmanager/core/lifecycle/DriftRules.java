package io.mcpmanager.core.lifecycle;

import static io.mcpmanager.core.lifecycle.RestartRules.wantsToRun;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where what is observed of a server differs from what is desired although nothing is under way that would change it, and
 * what follows from that. Pure functions.
 */
final class DriftRules {

  /** A restart this late has been forgotten. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(10);

  /**
   * What is observed of a server at one moment.
   *
   * @param busy whether something is under way: a command, a signal not yet taken or stored, a stop
   * @param instance whether there is one, as the outside world sees it
   */
  record Observation(Situation situation, boolean busy, Presence instance) {}

  /** The difference, if there is one. An error that is meant to stay is none. */
  static Optional<Drift> find(Observation seen, Instant now) {
    return seen.busy()
        ? Optional.empty()
        : Optional.ofNullable(find(seen.situation(), seen.instance(), now));
  }

  private static @Nullable Drift find(Situation seen, Presence instance, Instant now) {
    boolean alive = instance == Presence.ALIVE || seen.leftover();
    return switch (seen.status()) {
      case ServerStatus.Starting ignored -> null;
      case ServerStatus.Stopping ignored -> null;
      case ServerStatus.Running ignored -> {
        if (!wantsToRun(seen)) {
          yield Drift.NOT_ENDED;
        }
        yield instance == Presence.GONE ? Drift.EXIT_MISSED : null;
      }
      case ServerStatus.Stopped ignored -> {
        if (alive) {
          yield Drift.NOT_ENDED;
        }
        yield wantsToRun(seen) ? Drift.NOT_RUNNING : null;
      }
      case ServerStatus.InError error -> {
        if (alive) {
          yield Drift.NOT_ENDED;
        }
        yield wantsToRun(seen) && isForgotten(error, now) ? Drift.NOT_RUNNING : null;
      }
      case ServerStatus.Maintenance ignored -> alive ? Drift.NOT_ENDED : null;
    };
  }

  /** Does the one thing that removes a difference, if it still is one. */
  static void drifted(Draft draft, Signal.Drifted signal, double jitter) {
    switch (signal.drift()) {
      case NOT_RUNNING -> start(draft, signal);
      case EXIT_MISSED -> end(draft, signal, jitter);
      case NOT_ENDED -> stop(draft, signal);
    }
  }

  private static void start(Draft draft, Signal.Drifted signal) {
    if (!wantsToRun(draft.now())) {
      return;
    }
    if (draft.state() == ServerState.STOPPED) {
      tell(draft, signal);
      draft.launch(LaunchPace.IN_TURN);
    } else if (draft.now().status() instanceof ServerStatus.InError error
        && isForgotten(error, draft.time())) {
      tell(draft, signal);
      draft.countRestart();
      draft.windDown(AfterStop.START_AGAIN);
    }
  }

  private static void end(Draft draft, Signal.Drifted signal, double jitter) {
    if (draft.state() == ServerState.RUNNING) {
      tell(draft, signal);
      var failure = new Failure(
          Phase.RUN,
          ErrorCode.SERVER_EXITED,
          "the instance ended without anybody being told",
          null,
          signal.lastErrorLines());
      RestartRules.abandoned(draft, failure, jitter);
    }
  }

  private static void stop(Draft draft, Signal.Drifted signal) {
    switch (draft.now().status()) {
      case ServerStatus.Starting ignored -> {
        // it has been started in the meantime
      }
      case ServerStatus.Stopping ignored -> {
        // it is being ended in the meantime
      }
      case ServerStatus.Running ignored -> {
        if (!wantsToRun(draft.now())) {
          tell(draft, signal);
          draft.windDown(asDesired(draft.now()));
        }
      }
      case ServerStatus.Stopped ignored -> {
        tell(draft, signal);
        draft.stopInstance();
      }
      case ServerStatus.Maintenance ignored -> stopLeftover(draft, signal, null);
      case ServerStatus.InError error -> stopLeftover(draft, signal, afterLeftover(draft, error));
    }
  }

  private static void stopLeftover(Draft draft, Signal.Drifted signal, @Nullable AfterStop next) {
    tell(draft, signal);
    draft.leftover(true);
    draft.then(next);
    draft.stopInstance();
  }

  /** Where a server in error goes once its leftover has ended, or null if it stays in error. */
  private static @Nullable AfterStop afterLeftover(Draft draft, ServerStatus.InError error) {
    if (draft.now().kept().desired() != DesiredState.RUNNING) {
      return asDesired(draft.now());
    }
    // nothing but the leftover has kept it from running
    boolean wasInTheWay = error.failure().code() == ErrorCode.STOP_FAILED;
    if (!wasInTheWay
        || !wantsToRun(draft.now())
        || draft.now().history().isExhausted(RestartRules.policy(draft), draft.time())) {
      return null;
    }
    draft.countRestart();
    return AfterStop.START_AGAIN;
  }

  private static AfterStop asDesired(Situation now) {
    return now.kept().desired() == DesiredState.MAINTENANCE
        ? AfterStop.ENTER_MAINTENANCE
        : AfterStop.STAY_STOPPED;
  }

  private static void tell(Draft draft, Signal.Drifted signal) {
    draft.tell(new EventData.Reconciled(
        signal.drift(), signal.generation(), signal.attempt(), signal.nextAttempt()));
  }

  private static boolean isForgotten(ServerStatus.InError error, Instant now) {
    return error.retryAt().filter(due -> due.plus(FORGOTTEN).isBefore(now)).isPresent();
  }

  private DriftRules() {}
}
