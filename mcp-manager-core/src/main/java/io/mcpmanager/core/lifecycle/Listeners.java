package io.mcpmanager.core.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners; one that throws harms nobody. */
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<LifecycleListener> all = new CopyOnWriteArrayList<>();

  void add(LifecycleListener listener) {
    all.add(listener);
  }

  void tell(Consumer<LifecycleListener> news) {
    for (LifecycleListener listener : all) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a lifecycle listener failed");
      }
    }
  }
}
