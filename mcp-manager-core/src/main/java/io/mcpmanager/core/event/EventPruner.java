package io.mcpmanager.core.event;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.EventStore;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what is no longer kept of the event log, in steps so small that nobody who writes notices. */
public final class EventPruner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventPruner.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(10);
  private static final int STEP = 200;

  private final EventStore store;
  private final EventRetention retention;
  private final ManagerClock clock;
  private volatile boolean closed;
  private volatile ManagerClock.@Nullable Timer next;

  /** Does nothing until it is started. */
  @Inject
  public EventPruner(EventStore store, EventRetention retention, ManagerClock clock) {
    this.store = store;
    this.retention = retention;
    this.clock = clock;
  }

  /** Begins to work, until this is closed. */
  public void start() {
    schedule(PAUSE);
  }

  private void prune() {
    boolean more = false;
    try {
      int deleted = store.prune(clock.now().minus(retention.maxAge()), retention.maxCount(), STEP);
      more = deleted == STEP;
    } catch (McpManagerException e) {
      // the store says itself what is wrong with it
      LOG.atDebug().setCause(e).log("the event log could not be pruned");
    }
    schedule(more ? BETWEEN_STEPS : PAUSE);
  }

  private void schedule(Duration delay) {
    if (!closed) {
      next = clock.schedule(delay, this::prune);
    }
  }

  @Override
  public void close() {
    closed = true;
    ManagerClock.Timer waiting = next;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
