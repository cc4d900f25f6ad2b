package io.mcpmanager.core.health;

import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.LifecycleListener;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.spi.ManagerClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Checks the health of every running server as its definition says and reports it to the supervisor. Servers that ought
 * to run but do not are noted as down; those stopped on purpose cost nothing. Added to the supervisor as a listener by
 * whoever builds both; closed before it.
 *
 * <p>A server has at most one check under way, on a virtual thread of its own and with a deadline, so slow ones delay
 * nobody; there is no other bound on how many run at once. Servers are checked at different moments of their interval.
 */
public final class HealthMonitor implements LifecycleListener, AutoCloseable {

  private static final Duration THREADS_END = Duration.ofSeconds(5);

  private final Supervisor supervisor;
  private final ManagerClock clock;
  private final Findings findings;
  private final Probes probes;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-health-", 0).factory());
  private final Map<ServerId, Watch> watches = new ConcurrentHashMap<>();
  private final Map<ServerId, Outage> outages = new ConcurrentHashMap<>();

  /**
   * A monitor that begins with the next server that comes up.
   *
   * @param destinations where checks that definitions ask for may go
   */
  @Inject
  public HealthMonitor(
      Supervisor supervisor, ManagerClock clock, Findings findings, Destinations destinations) {
    this.supervisor = supervisor;
    this.clock = clock;
    this.findings = findings;
    this.probes = new Probes(destinations, clock);
  }

  @Override
  public void ready(Server server, Connection connection) {
    endOutage(server.id());
    supervisor.live(server.id()).ifPresent(live -> {
      var watch =
          new Watch(live, supervisor, probes, findings, clock, threads, spread(server.id()));
      Watch before = watches.put(server.id(), watch);
      if (before != null) {
        before.end();
      }
      watch.begin();
    });
  }

  @Override
  public void gone(Server server) {
    Watch watch = watches.remove(server.id());
    if (watch != null) {
      watch.end();
    }
  }

  @Override
  public void changed(Server server) {
    HealthCheck check = server.definition().settings().health();
    Watch watch = watches.get(server.id());
    if (watch != null) {
      watch.use(check);
    }
    boolean oughtToRun = server.desired() == DesiredState.RUNNING
        && server.definition().enabled()
        && check.kind() != HealthCheck.Kind.NONE;
    switch (server.state()) {
      case RUNNING, STOPPED, MAINTENANCE -> endOutage(server.id());
      case ERROR -> {
        if (oughtToRun) {
          beginOutage(server.id(), check.interval());
        } else {
          endOutage(server.id());
        }
      }
      case STARTING, STOPPING -> {
        // an outage goes on while the server is brought back, and ends if it is given up
        if (!oughtToRun) {
          endOutage(server.id());
        }
      }
    }
  }

  /** Only the server's own thread comes here, so nobody else begins one meanwhile. */
  private void beginOutage(ServerId server, Duration interval) {
    if (!outages.containsKey(server)) {
      var outage = new Outage(server, findings, clock, interval);
      outages.put(server, outage);
      outage.begin();
    }
  }

  @Override
  public void deleted(Server server) {
    endOutage(server.id());
    findings.forget(server.id());
  }

  private void endOutage(ServerId server) {
    Outage outage = outages.remove(server);
    if (outage != null) {
      outage.end();
    }
  }

  /** Ends all checks. Idempotent. */
  @Override
  public void close() {
    watches.values().forEach(Watch::end);
    outages.values().forEach(Outage::end);
    threads.shutdownNow();
    probes.close();
    try {
      boolean ignored = threads.awaitTermination(THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From 0 to 1, the same for one server every time, and evenly spread over many. */
  static double spread(ServerId id) {
    int mixed = id.value().hashCode() * 0x9E3779B9;
    return (mixed >>> 1) / (double) Integer.MAX_VALUE;
  }
}
