package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one server that decisions depend on. Immutable.
 *
 * @param kept what is stored
 * @param status what is observed
 * @param then what follows once the instance is gone, when that has been decided in a state other than stopping
 * @param leftover whether an instance of the present generation may be alive although the state says otherwise
 * @param history restarts nobody asked for
 * @param health health after the last check
 * @param instance the instance that answers, or null
 */
record Situation(
    StoredServer kept,
    ServerStatus status,
    @Nullable AfterStop then,
    boolean leftover,
    RestartHistory history,
    HealthReport health,
    @Nullable InstanceInfo instance) {

  /** A server of which nothing is alive. */
  static Situation resting(StoredServer kept, Instant now) {
    ServerStatus status = kept.desired() == DesiredState.MAINTENANCE
        ? new ServerStatus.Maintenance(now)
        : new ServerStatus.Stopped(now);
    return new Situation(
        kept, status, null, false, RestartHistory.NONE, HealthReport.UNKNOWN, null);
  }

  ServerState state() {
    return status.state();
  }

  ServerDefinition definition() {
    return kept.definition();
  }

  long generation() {
    return kept.generation();
  }

  /** Whether an instance is alive or may be. */
  boolean occupied() {
    return switch (state()) {
      case STARTING, RUNNING, STOPPING -> true;
      case STOPPED, ERROR, MAINTENANCE -> leftover;
    };
  }

  /** What readers see. */
  Server snapshot() {
    return new Server(
        kept.id(),
        kept.tenant(),
        kept.definition(),
        kept.revision(),
        kept.createdAt(),
        kept.updatedAt(),
        kept.desired(),
        status,
        history.total(),
        health,
        instance);
  }

  Situation withKept(StoredServer newKept) {
    return new Situation(newKept, status, then, leftover, history, health, instance);
  }

  Situation withStatus(ServerStatus newStatus) {
    return new Situation(kept, newStatus, then, leftover, history, health, instance);
  }

  Situation withThen(@Nullable AfterStop newThen) {
    return new Situation(kept, status, newThen, leftover, history, health, instance);
  }

  Situation withLeftover(boolean newLeftover) {
    return new Situation(kept, status, then, newLeftover, history, health, instance);
  }

  Situation withHistory(RestartHistory newHistory) {
    return new Situation(kept, status, then, leftover, newHistory, health, instance);
  }

  Situation withHealth(HealthReport newHealth) {
    return new Situation(kept, status, then, leftover, history, newHealth, instance);
  }

  Situation withInstance(@Nullable InstanceInfo newInstance) {
    return new Situation(kept, status, then, leftover, history, health, newInstance);
  }
}
