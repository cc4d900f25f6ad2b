package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.api.server.ServerStatus.AfterStop;
import java.time.Instant;
import java.util.List;

/** Situations to decide in. */
final class Situations {

  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final InstanceInfo INSTANCE =
      new InstanceInfo(3, NOW, null, "2025-11-25", "fake", "1", null, null);

  /** A situation in the third life of a server that should run. */
  static Situation of(ServerStatus status) {
    var kept = new StoredServer(
        ServerId.of("s1"),
        "default",
        Bench.definition("echo"),
        1,
        NOW,
        NOW,
        DesiredState.RUNNING,
        3);
    InstanceInfo instance = status.state() == ServerState.RUNNING ? INSTANCE : null;
    return new Situation(
        kept, status, null, false, RestartHistory.NONE, HealthReport.UNKNOWN, instance);
  }

  static ServerStatus inState(ServerState state) {
    return switch (state) {
      case STOPPED -> new ServerStatus.Stopped(NOW);
      case STARTING -> new ServerStatus.Starting(NOW, 3, Phase.LAUNCH);
      case RUNNING -> new ServerStatus.Running(NOW, 3);
      case STOPPING -> new ServerStatus.Stopping(NOW, 3, AfterStop.STAY_STOPPED);
      case ERROR ->
        new ServerStatus.InError(
            NOW,
            new Failure(Phase.RUN, ErrorCode.SERVER_EXITED, "exited", 1, List.of()),
            NOW.plusSeconds(1));
      case MAINTENANCE -> new ServerStatus.Maintenance(NOW);
    };
  }

  private Situations() {}
}
