package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerCommand.Reconfigure;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Instant;
import java.util.List;

/**
 * What follows from a command: a pure function of the situation. A command that is not settled at once is settled by a
 * later signal. What is thrown is a refusal; then nothing follows.
 */
final class CommandRules {

  static Decision decide(Situation before, ServerCommand command, Instant now) {
    var draft = new Draft(before, command.text(), now);
    switch (command) {
      case ServerCommand.Start ignored -> start(draft);
      case ServerCommand.Stop ignored -> stop(draft);
      case ServerCommand.Restart ignored -> restart(draft);
      case ServerCommand.EnterMaintenance ignored -> enterMaintenance(draft);
      case ServerCommand.LeaveMaintenance ignored -> leaveMaintenance(draft);
      case ServerCommand.Enable ignored -> enable(draft);
      case ServerCommand.Disable ignored -> disable(draft);
      case Reconfigure reconfigure -> reconfigure(draft, reconfigure);
      case ServerCommand.Delete ignored -> delete(draft);
    }
    return draft.done();
  }

  private static void start(Draft draft) {
    requireEnabled(draft);
    draft.desire(DesiredState.RUNNING);
    switch (draft.state()) {
      case RUNNING -> draft.settle("already running");
      case STARTING -> {
        // the outcome of the start under way is this one's outcome too
      }
      case STOPPING -> draft.windDown(AfterStop.START_AGAIN);
      case STOPPED, ERROR, MAINTENANCE -> {
        draft.forgetRestarts();
        draft.windDown(AfterStop.START_AGAIN);
      }
    }
  }

  private static void stop(Draft draft) {
    draft.desire(DesiredState.STOPPED);
    if (draft.state() == ServerState.STOPPED) {
      draft.settle("already stopped");
    } else {
      draft.windDown(AfterStop.STAY_STOPPED);
    }
  }

  private static void restart(Draft draft) {
    requireEnabled(draft);
    draft.desire(DesiredState.RUNNING);
    draft.forgetRestarts();
    draft.windDown(AfterStop.START_AGAIN);
  }

  private static void enterMaintenance(Draft draft) {
    draft.desire(DesiredState.MAINTENANCE);
    switch (draft.state()) {
      case MAINTENANCE -> draft.settle("already in maintenance");
      case STOPPING -> draft.windDown(AfterStop.ENTER_MAINTENANCE);
      case RUNNING -> {
        draft.enterMaintenance();
        draft.leftover(true);
        draft.stopInstance();
      }
      case STARTING, STOPPED, ERROR -> {
        draft.enterMaintenance();
        if (draft.now().leftover()) {
          draft.stopInstance();
        } else {
          draft.settle("in maintenance");
        }
      }
    }
  }

  private static void leaveMaintenance(Draft draft) {
    switch (draft.state()) {
      case MAINTENANCE -> {
        draft.desire(DesiredState.STOPPED);
        draft.windDown(AfterStop.STAY_STOPPED);
      }
      case STOPPED -> draft.settle("not in maintenance");
      case STARTING, RUNNING, STOPPING, ERROR -> throw draft.refusal();
    }
  }

  private static void enable(Draft draft) {
    ServerDefinition definition = draft.now().definition();
    if (definition.enabled()) {
      draft.settle("already enabled");
    } else {
      draft.revise(definition.withEnabled(true));
      draft.settle("enabled");
    }
  }

  private static void disable(Draft draft) {
    ServerDefinition definition = draft.now().definition();
    if (definition.enabled()) {
      draft.revise(definition.withEnabled(false));
      retire(draft, "disabled");
    } else {
      draft.settle("already disabled");
    }
  }

  private static void reconfigure(Draft draft, Reconfigure command) {
    Situation before = draft.now();
    long revision = before.kept().revision();
    if (command.expectedRevision() != revision) {
      throw new StaleRevisionException(before.kept().id(), command.expectedRevision(), revision);
    }
    ServerDefinition wanted = command.definition();
    List<Problem> problems = wanted.problems();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    if (wanted.equals(before.definition())) {
      draft.settle("nothing to change");
      return;
    }
    draft.revise(wanted);
    boolean comesUp =
        before.state() == ServerState.RUNNING || before.state() == ServerState.STARTING;
    if (!wanted.enabled()) {
      retire(draft, "definition changed");
    } else if (comesUp && needsNewInstance(before.definition(), wanted)) {
      draft.windDown(AfterStop.START_AGAIN);
    } else {
      draft.settle("definition changed");
    }
  }

  private static void delete(Draft draft) {
    draft.desire(DesiredState.STOPPED);
    draft.windDown(AfterStop.DELETE);
  }

  /** Stops a server that has been disabled; one in maintenance stays there. */
  private static void retire(Draft draft, String message) {
    boolean rests =
        draft.state() == ServerState.STOPPED || draft.state() == ServerState.MAINTENANCE;
    if (!rests) {
      draft.desire(DesiredState.STOPPED);
      draft.windDown(AfterStop.STAY_STOPPED);
    } else {
      draft.settle(message);
    }
  }

  /** Whether a running instance does not have what is now wanted. */
  private static boolean needsNewInstance(ServerDefinition before, ServerDefinition after) {
    return !before.launch().equals(after.launch())
        || before.settings().log().maxLineBytes() != after.settings().log().maxLineBytes();
  }

  private static void requireEnabled(Draft draft) {
    if (!draft.now().definition().enabled()) {
      throw new McpManagerException(
          ErrorCode.SERVER_DISABLED,
          "the server is disabled; enable it before it is started",
          draft.now().kept().id(),
          null);
    }
  }

  private CommandRules() {}
}
