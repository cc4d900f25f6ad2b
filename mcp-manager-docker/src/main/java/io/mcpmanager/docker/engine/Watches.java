package io.mcpmanager.docker.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told about which container. Thread-safe. */
final class Watches {

  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  private final Map<String, List<ContainerWatcher>> watchers = new ConcurrentHashMap<>();

  /** Tells somebody about a container until the answer is closed. */
  Watch add(String containerId, ContainerWatcher watcher) {
    watchers.compute(containerId, (id, present) -> {
      List<ContainerWatcher> list = present == null ? new CopyOnWriteArrayList<>() : present;
      list.add(watcher);
      return list;
    });
    return () -> watchers.computeIfPresent(containerId, (id, present) -> {
      present.remove(watcher);
      return present.isEmpty() ? null : present;
    });
  }

  /** Ids of the containers that somebody wants to know about, as of now. */
  Set<String> containers() {
    return Set.copyOf(watchers.keySet());
  }

  /** Passes an event on. */
  void tell(ContainerEvent event) {
    each(event.containerId(), watcher -> watcher.onEvent(event));
  }

  /** Says that the engine is gone. */
  void tellLost() {
    containers().forEach(id -> each(id, ContainerWatcher::onEngineLost));
  }

  /** Says that the engine is back, and the container still there. */
  void tellBack(String containerId, String state) {
    each(containerId, watcher -> watcher.onEngineBack(state));
  }

  private void each(String containerId, Consumer<ContainerWatcher> told) {
    for (ContainerWatcher watcher : watchers.getOrDefault(containerId, List.of())) {
      try {
        told.accept(watcher);
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("container", containerId).setCause(e).log("a watcher failed");
      }
    }
  }
}
