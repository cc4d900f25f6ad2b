package io.mcpmanager.server.auth;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everybody who is here: running requests, streams, sockets. Looks now and then whether their credentials still hold, and
 * ends those whose do not.
 */
final class OpenCallers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenCallers.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

  /** A request that ends a credential has to be answered yet. */
  private static final Duration AFTER_CHANGE = Duration.ofMillis(300);

  private final ManagerClock clock;
  private final Set<KnownCaller> callers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  OpenCallers(ManagerClock clock) {
    this.clock = clock;
    lookLater();
  }

  void add(KnownCaller caller) {
    callers.add(caller);
  }

  void remove(KnownCaller caller) {
    callers.remove(caller);
  }

  /** Somebody's rights have changed. */
  void changed() {
    var ignored = clock.schedule(AFTER_CHANGE, this::look);
  }

  private void lookLater() {
    if (!closed) {
      var ignored = clock.schedule(BETWEEN_LOOKS, () -> {
        look();
        lookLater();
      });
    }
  }

  private void look() {
    Map<KnownCaller.Presented, Boolean> known = new HashMap<>();
    for (KnownCaller caller : List.copyOf(callers)) {
      boolean holds = known.computeIfAbsent(caller.presented(), OpenCallers::holds);
      if (!holds && callers.remove(caller)) {
        caller.end();
      }
    }
  }

  private static boolean holds(KnownCaller.Presented presented) {
    try {
      return presented.holds();
    } catch (RuntimeException failed) {
      LOG.atWarn().setCause(failed).log("could not find out whether a credential still holds");
      return true;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
