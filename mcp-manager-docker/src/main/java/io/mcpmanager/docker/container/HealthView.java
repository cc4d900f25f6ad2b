package io.mcpmanager.docker.container;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.mcpmanager.docker.engine.ContainerEvent;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.spi.OutsideView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine says about how well a container is, kept up to date by its events. A container without a health check
 * of its own, or whose first check is still to come, has nobody who says anything. Thread-safe.
 */
final class HealthView {

  private static final Logger log = LoggerFactory.getLogger(HealthView.class);
  private static final String WELL = "healthy";
  private static final String UNWELL = "unhealthy";

  private final Supplier<InspectContainerResponse> inspection;
  /** Guards what is below; the engine is asked without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable OutsideView view;
  private long changes;

  /**
   * Nothing said yet.
   *
   * @param inspection asks the engine about the container, and may take its time
   */
  HealthView(Supplier<InspectContainerResponse> inspection) {
    this.inspection = inspection;
  }

  /** What is said now. */
  Optional<OutsideView> view() {
    lock.lock();
    try {
      return Optional.ofNullable(view);
    } finally {
      lock.unlock();
    }
  }

  /** Something happened to the container. Returns at once. */
  void onEvent(ContainerEvent event) {
    if (event.kind() != ContainerEvent.Kind.HEALTH) {
      return;
    }
    // Docker says "health_status: healthy", Podman has it as an attribute
    String status = event.action().contains(":")
        ? event.action().substring(event.action().indexOf(':') + 1).strip()
        : event.attributes().getOrDefault("health_status", "");
    if (status.isEmpty()) {
      // Podman 4.3 says that it was looked at, and not what was seen
      long seen = changes();
      Thread.ofVirtual().name("container-health").start(() -> read(seen));
      return;
    }
    long change = set(of(status, "the engine finds it unhealthy"), -1);
    if (status.equals(UNWELL)) {
      Thread.ofVirtual().name("container-health").start(() -> read(change));
    }
  }

  /** Takes the view of an inspection. */
  void read(InspectContainerResponse inspected) {
    set(of(inspected), -1);
  }

  /** Events may have been missed: asks the engine. */
  void refresh() {
    read(changes());
  }

  /** Asks what the command that looked had to say; a later event is not overruled by what comes of it. */
  private void read(long change) {
    try {
      set(of(inspection.get()), change);
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).log("the engine could not be asked about a container's health");
    }
  }

  private long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private long set(@Nullable OutsideView newView, long onlyAfter) {
    lock.lock();
    try {
      if (onlyAfter < 0 || onlyAfter == changes) {
        view = newView;
        changes++;
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable OutsideView of(InspectContainerResponse inspected) {
    var state = inspected.getState();
    HealthState health = state == null ? null : state.getHealth();
    if (health == null || health.getStatus() == null) {
      return null;
    }
    return of(health.getStatus(), "the engine finds it unhealthy: " + lastSaid(health));
  }

  private static @Nullable OutsideView of(String status, String problem) {
    return switch (status) {
      case WELL -> new OutsideView(true, "the engine finds it healthy");
      case UNWELL -> new OutsideView(false, problem);
      default -> null;
    };
  }

  private static String lastSaid(HealthState health) {
    List<HealthStateLog> checks = health.getLog();
    if (checks == null || checks.isEmpty()) {
      return "its check failed";
    }
    HealthStateLog last = checks.getLast();
    String output = EngineFaults.oneLine(EngineFaults.orElse(last.getOutput(), "no output"));
    return "its check ended with status " + last.getExitCodeLong() + ": " + output;
  }
}
