package io.mcpmanager.core.health;

import io.mcpmanager.api.health.HealthOverview;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerState;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** How well all servers are together. */
final class Overview {

  private static final Comparator<Server> WORST_FIRST = Comparator.comparingInt(Overview::rank)
      .thenComparing(server -> server.health().consecutiveFailures(), Comparator.reverseOrder())
      .thenComparing(Server::name);

  private static final int FINE = 3;

  static HealthOverview of(Collection<Server> servers) {
    Map<HealthStatus, Integer> counts = new EnumMap<>(HealthStatus.class);
    EnumSet.allOf(HealthStatus.class).forEach(status -> counts.put(status, 0));
    servers.forEach(server -> counts.merge(server.health().status(), 1, Integer::sum));
    List<HealthOverview.Entry> worst = servers.stream()
        .filter(server -> rank(server) < FINE)
        .sorted(WORST_FIRST)
        .limit(HealthOverview.MOST)
        .map(server ->
            new HealthOverview.Entry(server.id(), server.name(), server.state(), server.health()))
        .toList();
    return new HealthOverview(counts, worst);
  }

  private static int rank(Server server) {
    if (server.state() == ServerState.ERROR) {
      return 0;
    }
    return switch (server.health().status()) {
      case UNHEALTHY -> 1;
      case DEGRADED -> 2;
      case HEALTHY, UNKNOWN -> FINE;
    };
  }

  private Overview() {}
}
