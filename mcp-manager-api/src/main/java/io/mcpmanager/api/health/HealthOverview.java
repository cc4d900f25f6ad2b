package io.mcpmanager.api.health;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import java.util.List;
import java.util.Map;

/**
 * How well all servers are together.
 *
 * @param counts number of servers by health; every status is there
 * @param worst servers that are in error, unhealthy or degraded, worst first, at most {@link #MOST}
 */
public record HealthOverview(Map<HealthStatus, Integer> counts, List<Entry> worst) {

  /** Most servers that are named. */
  public static final int MOST = 20;

  /** Copies both. */
  public HealthOverview {
    counts = Map.copyOf(counts);
    worst = List.copyOf(worst);
  }

  /**
   * One server.
   *
   * @param server its id
   * @param name its name
   * @param state its state
   * @param health its health after the last check
   */
  public record Entry(ServerId server, String name, ServerState state, HealthReport health) {}
}
