package io.mcpmanager.api.server;

import io.mcpmanager.api.health.HealthReport;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server as it was at one moment. Immutable; read it again to see what has changed.
 *
 * @param id given by the manager, never reused
 * @param tenant who owns it
 * @param definition what the user asked for
 * @param revision counts the changes of the definition, from 1; give it back to change only what you have seen
 * @param createdAt when it was created
 * @param updatedAt when its definition last changed
 * @param desired what the last command asked for
 * @param status what is observed
 * @param restarts restarts since it was last started by a command
 * @param health health after the last check
 * @param instance the instance that answers, or null if none does
 */
public record Server(
    ServerId id,
    String tenant,
    ServerDefinition definition,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    DesiredState desired,
    ServerStatus status,
    int restarts,
    HealthReport health,
    @Nullable InstanceInfo instance) {

  /** Checks what must be given. */
  public Server {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(status, "status");
  }

  /** Its unique name. */
  public String name() {
    return definition.name();
  }

  /** Its state without the state's data. */
  public ServerState state() {
    return status.state();
  }

  /** The same with other knowledge of its instance. */
  public Server withInstance(@Nullable InstanceInfo newInstance) {
    return new Server(
        id,
        tenant,
        definition,
        revision,
        createdAt,
        updatedAt,
        desired,
        status,
        restarts,
        health,
        newInstance);
  }

  /** The instance that answers, if one does. */
  public Optional<InstanceInfo> liveInstance() {
    return Optional.ofNullable(instance);
  }
}
