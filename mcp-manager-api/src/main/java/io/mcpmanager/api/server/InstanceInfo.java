package io.mcpmanager.api.server;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the instance that answers for a server.
 *
 * @param generation number of this life of the server, counted from 1
 * @param startedAt when it was launched
 * @param processId id of its process, or null if it has none here
 * @param protocolRevision protocol revision agreed on, such as {@code 2025-11-25}
 * @param serverName name it gives itself; not to be trusted
 * @param serverVersion version it gives itself; not to be trusted
 */
public record InstanceInfo(
    long generation,
    Instant startedAt,
    @Nullable Long processId,
    String protocolRevision,
    String serverName,
    String serverVersion) {

  /** Checks what must be given. */
  public InstanceInfo {
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(protocolRevision, "protocolRevision");
  }

  /** Id of its process, if it has one here. */
  public OptionalLong process() {
    return Optional.ofNullable(processId).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
