package io.mcpmanager.core.log;

import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.LogStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what servers' logs need not keep, on a thread of its own, one server after the other: when a tenth more than is
 * kept has been written, and every ten minutes, since lines also grow old where nothing is written.
 */
final class Retention implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
  private static final int SLACK = 10;

  private static final class Growth {
    private long lines;
    private long bytes;
  }

  private final LogStore store;
  private final ManagerClock clock;
  private final LimitsOf limits;
  private final Supplier<Collection<ServerId>> servers;
  private final Thread thread;

  // guards what follows; never held while the store is called
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<ServerId, Growth> growths = new HashMap<>();
  private final Set<ServerId> due = new LinkedHashSet<>();
  private boolean closed;

  Retention(
      LogStore store, ManagerClock clock, LimitsOf limits, Supplier<Collection<ServerId>> servers) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
    this.servers = servers;
    this.thread = Thread.ofVirtual().name("mcp-log-retention").start(this::run);
    clock.schedule(EVERY, this::all);
  }

  /** Lines have been stored. */
  void stored(List<LogLine> lines) {
    lock.lock();
    try {
      for (LogLine line : lines) {
        Growth growth = growths.computeIfAbsent(line.server(), id -> new Growth());
        growth.lines++;
        growth.bytes += line.text().length();
        LogLimits kept = limits.of(line.server());
        if (growth.lines > kept.historyLines() / SLACK
            || growth.bytes > kept.historyBytes() / SLACK) {
          growths.remove(line.server());
          due.add(line.server());
          changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A server's limits have changed or have become known. */
  void soon(ServerId server) {
    lock.lock();
    try {
      due.add(server);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void forget(ServerId server) {
    lock.lock();
    try {
      growths.remove(server);
      due.remove(server);
    } finally {
      lock.unlock();
    }
  }

  private void all() {
    lock.lock();
    try {
      if (!closed) {
        due.addAll(servers.get());
        changed.signalAll();
        clock.schedule(EVERY, this::all);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (ServerId server = next(); server != null; server = next()) {
      LogLimits kept = limits.of(server);
      try {
        int deleted = store.prune(
            server, kept.historyLines(), kept.historyBytes(), clock.now().minus(kept.historyAge()));
        LOG.atDebug()
            .addKeyValue("server", server)
            .addKeyValue("deleted", deleted)
            .log("a log was pruned");
      } catch (RuntimeException e) {
        // it is tried again when the log has grown on, or with all others
        LOG.atWarn().addKeyValue("server", server).setCause(e).log("a log could not be pruned");
      }
    }
  }

  private @Nullable ServerId next() {
    lock.lock();
    try {
      while (due.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      ServerId first = due.iterator().next();
      due.remove(first);
      return first;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(CLOSE_WAIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
