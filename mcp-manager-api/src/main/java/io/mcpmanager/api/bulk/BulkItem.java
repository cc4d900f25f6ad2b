package io.mcpmanager.api.bulk;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ServerId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One server of a run.
 *
 * @param server its id, or null if there is no such server
 * @param name its name when the run began; if there is no such server, what it was called in the request
 * @param state where the run is with it
 * @param error why it failed, or null if it has not
 * @param message what happened, for people; empty before its turn
 * @param result what came of the command, or null if it was not carried out or is not at its end
 */
public record BulkItem(
    @Nullable ServerId server,
    String name,
    BulkItemState state,
    @Nullable ErrorCode error,
    String message,
    @Nullable CommandResult result) {

  /** Checks what must be given. */
  public BulkItem {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(message, "message");
  }

  /** Its id, if there is such a server. */
  public Optional<ServerId> serverId() {
    return Optional.ofNullable(server);
  }

  /** Why it failed, if it did. */
  public Optional<ErrorCode> errorCode() {
    return Optional.ofNullable(error);
  }

  /** What came of the command, if it was carried out. */
  public Optional<CommandResult> commandResult() {
    return Optional.ofNullable(result);
  }
}
