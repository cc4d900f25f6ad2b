package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command being carried out. Belongs to its server's thread. */
final class RunningCommand {

  private final PendingCommand ticket;
  private final Situation before;
  private final @Nullable ServerCommand inverse;
  private @Nullable String calledOffBy;

  RunningCommand(PendingCommand ticket, Situation before) {
    this.ticket = ticket;
    this.before = before;
    this.inverse = UndoLog.inverse(ticket.command(), before).orElse(null);
  }

  PendingCommand ticket() {
    return ticket;
  }

  /** Whether a later command calls off what this one waits for; this is remembered for the result. */
  boolean isCalledOffBy(PendingCommand later) {
    if (ticket.startsServer() && later.callsOffStarts()) {
      calledOffBy = later.command().text();
      return true;
    }
    return false;
  }

  CommandResult result(Outcome outcome, Situation after, Collaborators shop) {
    Outcome told = outcome;
    // what a reconfiguration is for has been reached before its restart is called off
    boolean startWasTheGoal =
        ticket.startsServer() && !(ticket.command() instanceof ServerCommand.Reconfigure);
    if (outcome.isSuccess() && startWasTheGoal && after.state() != ServerState.RUNNING) {
      String by = calledOffBy == null ? "the end of the manager" : "'" + calledOffBy + "'";
      told = new Outcome(ErrorCode.SERVER_NOT_RUNNING, "the start was called off by " + by);
    }
    boolean undoable = inverse != null
        && (told.isSuccess() || ticket.command() instanceof ServerCommand.Reconfigure);
    return new CommandResult(
        told.isSuccess(),
        before.kept().id(),
        after.definition().name(),
        ticket.command().text(),
        told.message(),
        told.error(),
        List.of(),
        ticket.elapsed(shop.clock().nanoTime()).toMillis(),
        shop.clock().now(),
        ticket.context().correlationId(),
        undoable);
  }

  static EventData event(CommandResult result) {
    return new EventData.CommandExecuted(
        result.command(), result.error(), result.message(), result.executionMillis());
  }

  void settle(CommandResult result, UndoLog undo) {
    ServerCommand back = inverse;
    if (result.undoable() && back != null) {
      undo.put(
          result.correlationId(),
          new UndoLog.Entry(before.kept().id(), before.kept().tenant(), back));
    }
    ticket.complete(result);
  }
}
