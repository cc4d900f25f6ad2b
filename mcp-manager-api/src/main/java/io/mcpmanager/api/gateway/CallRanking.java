package io.mcpmanager.api.gateway;

import io.mcpmanager.api.server.ServerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server or a tool among the most called.
 *
 * @param serverId which server
 * @param server its name when it was last called
 * @param tool name of the tool as clients call it, or null if the server as a whole is meant
 * @param counts its calls in the range
 */
public record CallRanking(
    ServerId serverId, String server, @Nullable String tool, CallCounts counts) {

  /** Name of the tool, if one is meant. */
  public Optional<String> toolName() {
    return Optional.ofNullable(tool);
  }
}
