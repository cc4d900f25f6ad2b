package io.mcpmanager.core.bulk;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of one run: that it begins, from time to time how far it is, and its end. */
final class Progress {

  /** Between two events of progress. */
  static final Duration PACE = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private final Run run;
  private final RunPublisher events;
  private final ManagerClock clock;
  private final AtomicBoolean due = new AtomicBoolean();

  /** Held while something is published, so that nothing follows the end. */
  private final ReentrantLock order = new ReentrantLock();

  private boolean over;

  Progress(Run run, RunPublisher events, ManagerClock clock) {
    this.run = run;
    this.events = events;
    this.clock = clock;
  }

  /** A run that can't be written down is not begun: what the publisher throws is thrown. */
  void begun() {
    events.publish(
        run.context(),
        new EventData.BulkStarted(run.id(), run.title(), run.counts().total()));
  }

  /** Something has changed; it is told with whatever else changes until then. */
  void moved() {
    if (due.compareAndSet(false, true)) {
      var ignored = clock.schedule(PACE, this::tell);
    }
  }

  private void tell() {
    due.set(false);
    order.lock();
    try {
      if (!over) {
        publish(new EventData.BulkProgressed(run.id(), run.title(), run.counts()));
      }
    } finally {
      order.unlock();
    }
  }

  void ended() {
    order.lock();
    try {
      over = true;
      publish(new EventData.BulkFinished(run.id(), run.title(), run.state(), run.counts()));
    } finally {
      order.unlock();
    }
  }

  /** Servers are not kept from their turn because it can't be written down how many had theirs. */
  private void publish(EventData data) {
    try {
      events.publish(run.context(), data);
    } catch (McpManagerException e) {
      LOG.atWarn().addKeyValue("run", run.id()).setCause(e).log("a run's progress was not stored");
    }
  }
}
