package io.mcpmanager.core.health;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.LifecycleListener;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.spi.ManagerClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Checks the health of every running server as its definition says and reports it to the supervisor. Added to the
 * supervisor as a listener by whoever builds both; closed before it.
 */
public final class HealthMonitor implements LifecycleListener, AutoCloseable {

  private static final Duration THREADS_END = Duration.ofSeconds(5);

  private final Supervisor supervisor;
  private final ManagerClock clock;
  private final Probes probes;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-health-", 0).factory());
  private final Map<ServerId, Watch> watches = new ConcurrentHashMap<>();

  /** A monitor that begins with the next server that comes up. */
  @Inject
  public HealthMonitor(Supervisor supervisor, ManagerClock clock) {
    this.supervisor = supervisor;
    this.clock = clock;
    this.probes = new Probes(clock);
  }

  @Override
  public void ready(Server server, Connection connection) {
    supervisor.live(server.id()).ifPresent(live -> {
      var watch = new Watch(live, supervisor, probes, clock, threads, spread(server.id()));
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
    Watch watch = watches.get(server.id());
    if (watch != null) {
      watch.use(server.definition().settings().health());
    }
  }

  /** Ends all checks. Idempotent. */
  @Override
  public void close() {
    watches.values().forEach(Watch::end);
    threads.shutdownNow();
    probes.close();
    try {
      boolean ignored = threads.awaitTermination(THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same for one server every time, and evenly spread over many. */
  private static double spread(ServerId id) {
    int mixed = id.value().hashCode() * 0x9E3779B9;
    return (mixed >>> 1) / (double) Integer.MAX_VALUE;
  }
}
