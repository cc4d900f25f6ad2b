package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import java.util.function.BiConsumer;

/** Takes commands back, if the command that does so may be given. */
@FunctionalInterface
public interface Undoing {

  /**
   * Takes back the command with this correlation id.
   *
   * @param check gets the server and what takes it back, and throws if that may not be done
   */
  CommandResult undo(
      CallContext context, String correlationId, BiConsumer<ServerId, ServerCommand> check)
      throws InterruptedException;
}
