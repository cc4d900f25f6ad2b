package io.mcpmanager.spi.store;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ProcessIdentity;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance that was launched and is not known to have ended. Instants are kept with millisecond precision.
 *
 * @param token the token it was launched with
 * @param server whose instance it is
 * @param runtime name of the runtime that launched it
 * @param launchedAt when it was launched
 * @param process its process, or null if it has none or is just being launched
 */
public record InstanceRecord(
    String token,
    ServerId server,
    String runtime,
    Instant launchedAt,
    @Nullable ProcessIdentity process) {

  /** Checks what must be given. */
  public InstanceRecord {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(launchedAt, "launchedAt");
  }

  /** Its process, if it is known to have one. */
  public Optional<ProcessIdentity> knownProcess() {
    return Optional.ofNullable(process);
  }

  /** The same with a process. */
  public InstanceRecord withProcess(@Nullable ProcessIdentity newProcess) {
    return new InstanceRecord(token, server, runtime, launchedAt, newProcess);
  }
}
