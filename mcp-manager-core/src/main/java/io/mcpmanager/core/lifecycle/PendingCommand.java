package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command on its way, and the place where its result will be. */
final class PendingCommand {

  /** Longer than any start and stop together can take; a bound for waiting, not for the command. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(2);

  private final CallContext context;
  private final ServerCommand command;
  private final long submittedNanos;
  private final CompletableFuture<CommandResult> result = new CompletableFuture<>();

  PendingCommand(CallContext context, ServerCommand command, long nowNanos) {
    this.context = context;
    this.command = command;
    this.submittedNanos = nowNanos;
  }

  CallContext context() {
    return context;
  }

  ServerCommand command() {
    return command;
  }

  Duration elapsed(long nowNanos) {
    return Duration.ofNanos(nowNanos - submittedNanos);
  }

  /** Whether it waits for a server to come up, so that a later stop may call it off. */
  boolean startsServer() {
    return switch (command) {
      case ServerCommand.Start ignored -> true;
      case ServerCommand.Restart ignored -> true;
      case ServerCommand.Reconfigure ignored -> true;
      case ServerCommand other -> false;
    };
  }

  /** Whether it calls off a start under way instead of waiting for it. */
  boolean callsOffStarts() {
    return switch (command) {
      case ServerCommand.Stop ignored -> true;
      case ServerCommand.Disable ignored -> true;
      case ServerCommand.Delete ignored -> true;
      case ServerCommand other -> false;
    };
  }

  void complete(CommandResult outcome) {
    result.complete(outcome);
  }

  void refuse(McpManagerException reason) {
    result.completeExceptionally(reason);
  }

  CommandResult await(ServerId server) throws InterruptedException {
    try {
      return result.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpManagerException refusal) {
        throw refusal;
      }
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "the command failed unexpectedly", server, e.getCause());
    } catch (TimeoutException e) {
      throw new McpManagerException(
          ErrorCode.TIMEOUT, "the command took longer than " + LONGEST_WAIT, server, e);
    }
  }
}
