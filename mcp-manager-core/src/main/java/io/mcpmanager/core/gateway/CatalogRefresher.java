package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a server's lists are read: never twice at a time, and once for a burst of changes. A
 * reading ends at the latest when the connection does.
 */
final class CatalogRefresher {

  /** Reads a server's lists and keeps what it has read. */
  @FunctionalInterface
  interface Reading {
    void read(ServerId id) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(CatalogRefresher.class);
  private static final Duration BURST = Duration.ofMillis(200);

  private static final class Progress {
    private boolean waiting;
    private boolean reading;
    private boolean again;
  }

  private final ManagerClock clock;
  private final Executor readers;
  private final Reading reading;
  private final ReentrantLock lock = new ReentrantLock(); // guards everything below
  private final Map<ServerId, Progress> servers = new HashMap<>();
  private boolean closed;

  CatalogRefresher(ManagerClock clock, Executor readers, Reading reading) {
    this.clock = clock;
    this.readers = readers;
    this.reading = reading;
  }

  /** The server says that something changed; more of that may follow at once. */
  void soon(ServerId id) {
    lock.lock();
    try {
      Progress progress = servers.computeIfAbsent(id, key -> new Progress());
      if (!closed && !progress.waiting) {
        progress.waiting = true;
        clock.schedule(BURST, () -> now(id));
      }
    } finally {
      lock.unlock();
    }
  }

  void now(ServerId id) {
    lock.lock();
    try {
      Progress progress = servers.computeIfAbsent(id, key -> new Progress());
      progress.waiting = false;
      if (closed) {
        return;
      }
      if (progress.reading) {
        progress.again = true;
        return;
      }
      progress.reading = true;
    } finally {
      lock.unlock();
    }
    readers.execute(() -> run(id));
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      servers.clear();
    } finally {
      lock.unlock();
    }
  }

  private void run(ServerId id) {
    boolean more = true;
    while (more) {
      try {
        reading.read(id);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.atWarn()
            .setCause(e)
            .addKeyValue("server", id)
            .log("a server's lists could not be read");
      }
      more = isNeededAgain(id);
    }
  }

  private boolean isNeededAgain(ServerId id) {
    lock.lock();
    try {
      Progress progress = servers.get(id);
      if (closed || progress == null) {
        return false;
      }
      boolean again = progress.again;
      progress.again = false;
      progress.reading = again;
      if (!again && !progress.waiting) {
        servers.remove(id);
      }
      return again;
    } finally {
      lock.unlock();
    }
  }
}
