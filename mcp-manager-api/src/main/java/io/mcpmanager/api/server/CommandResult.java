package io.mcpmanager.api.server;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command.
 *
 * @param success whether its goal was reached
 * @param server the server it was for
 * @param serverName that server's name
 * @param command the command's stable name
 * @param message what happened, for people
 * @param error why it failed, or null if it succeeded
 * @param errorDetails the problems behind the failure; may be empty
 * @param executionMillis how long it took, in milliseconds
 * @param timestamp when it ended
 * @param correlationId of the call that asked for it
 * @param undoable whether {@link Servers#undo} can take it back
 */
public record CommandResult(
    boolean success,
    ServerId server,
    String serverName,
    String command,
    String message,
    @Nullable ErrorCode error,
    List<Problem> errorDetails,
    long executionMillis,
    Instant timestamp,
    String correlationId,
    boolean undoable) {

  /** Copies the details. */
  public CommandResult {
    errorDetails = List.copyOf(errorDetails);
  }

  /** Why it failed, if it did. */
  public Optional<ErrorCode> errorCode() {
    return Optional.ofNullable(error);
  }
}
