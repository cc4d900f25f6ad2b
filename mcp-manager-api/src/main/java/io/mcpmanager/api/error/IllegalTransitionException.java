package io.mcpmanager.api.error;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import java.util.Set;

/** A command was refused because the server's state does not allow it; nothing was changed. */
public final class IllegalTransitionException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final ServerState state;
  private final transient Set<ServerState> allowed;

  /** Refuses {@code command} in {@code state}, from where only {@code allowed} can be reached. */
  public IllegalTransitionException(
      ServerId server, String command, ServerState state, Set<ServerState> allowed) {
    super(
        ErrorCode.ILLEGAL_TRANSITION,
        "'" + command + "' is not possible in state " + state.text()
            + "; from here a server can move to "
            + allowed.stream().map(ServerState::text).sorted().toList(),
        server,
        null);
    this.state = state;
    this.allowed = Set.copyOf(allowed);
  }

  /** The state the server is in. */
  public ServerState state() {
    return state;
  }

  /** The states that can be reached from {@link #state()}. */
  public Set<ServerState> allowed() {
    return allowed;
  }
}
