package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services that are being removed. Thread-safe. */
final class ServiceRemovals {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRemovals.class);

  private final Swarm swarm;
  private final ManagerClock clock;
  private final ExecutorService threads;
  private final Map<String, ServiceRemoval> underWay = new ConcurrentHashMap<>();

  ServiceRemovals(Swarm swarm, ManagerClock clock, ExecutorService threads) {
    this.swarm = swarm;
    this.clock = clock;
    this.threads = threads;
  }

  /** Begins to remove a service, unless that has begun already. */
  ServiceRemoval begin(String service, Ownership owner, Duration killAfter) {
    var fresh = new ServiceRemoval(swarm, clock, service, owner, killAfter);
    ServiceRemoval known = underWay.putIfAbsent(service, fresh);
    if (known != null) {
      return known;
    }
    var ignored = fresh.done().thenRun(() -> underWay.remove(service));
    try {
      threads.execute(fresh);
    } catch (RejectedExecutionException closing) {
      LOG.atDebug().setCause(closing).log("a service is left to the next life of the manager");
    }
    return fresh;
  }

  boolean isUnderWay(String service) {
    return underWay.containsKey(service);
  }

  /** Those of a server. */
  List<ServiceRemoval> of(ServerId server) {
    return underWay.values().stream()
        .filter(removal -> removal.owner().server().equals(server))
        .toList();
  }
}
