package io.mcpmanager.core.catalog;

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
 * Decides when a server's lists are read: never twice at a time, once for a burst of changes, and ever more rarely while
 * changes go on and on. A reading ends at the latest when the connection does.
 */
public final class CatalogRefresher {

  /** Reads a server's lists and keeps what it has read. */
  @FunctionalInterface
  public interface Reading {
    void read(ServerId id) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(CatalogRefresher.class);
  private static final Duration BURST = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final class Progress {
    private Duration pause = Duration.ZERO;
    private long readAt;
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

  public CatalogRefresher(ManagerClock clock, Executor readers, Reading reading) {
    this.clock = clock;
    this.readers = readers;
    this.reading = reading;
  }

  /** The server says that something changed; more of that may follow at once. */
  public void soon(ServerId id) {
    lock.lock();
    try {
      Progress progress = servers.computeIfAbsent(id, key -> new Progress());
      if (progress.reading) {
        progress.again = true;
      } else {
        readAfterPause(id, progress);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAfterPause(ServerId id, Progress progress) {
    if (closed || progress.waiting) {
      return;
    }
    boolean goesOn = clock.nanoTime() - progress.readAt < 2 * progress.pause.toNanos();
    Duration doubled = progress.pause.multipliedBy(2);
    progress.pause =
        goesOn && doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : goesOn ? LONGEST_PAUSE : BURST;
    progress.waiting = true;
    clock.schedule(progress.pause, () -> now(id));
  }

  /** A server answers no more. */
  public void gone(ServerId id) {
    lock.lock();
    try {
      servers.remove(id);
    } finally {
      lock.unlock();
    }
  }

  public void now(ServerId id) {
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

  public void close() {
    lock.lock();
    try {
      closed = true;
      servers.clear();
    } finally {
      lock.unlock();
    }
  }

  private void run(ServerId id) {
    try {
      reading.read(id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).addKeyValue("server", id).log("a server's lists could not be read");
    } finally {
      ended(id);
    }
  }

  private void ended(ServerId id) {
    lock.lock();
    try {
      Progress progress = servers.get(id);
      if (progress == null) {
        return;
      }
      progress.reading = false;
      progress.readAt = clock.nanoTime();
      if (progress.again) {
        progress.again = false;
        readAfterPause(id, progress);
      }
    } finally {
      lock.unlock();
    }
  }
}
