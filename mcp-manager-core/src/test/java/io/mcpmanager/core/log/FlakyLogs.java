package io.mcpmanager.core.log;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.LogStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A log store that fails or hangs as a test says. */
final class FlakyLogs implements LogStore {

  final AtomicInteger appends = new AtomicInteger();
  final AtomicInteger largest = new AtomicInteger();
  volatile boolean broken;
  volatile CountDownLatch gate = new CountDownLatch(0);
  private final LogStore real;

  FlakyLogs(LogStore real) {
    this.real = real;
  }

  @Override
  public void append(List<LogLine> lines) {
    appends.incrementAndGet();
    failOrWait();
    largest.accumulateAndGet(lines.size(), Math::max);
    real.append(lines);
  }

  private void failOrWait() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new StoreException("interrupted", e);
    }
    if (broken) {
      throw new StoreException("broken by the test", null);
    }
  }

  @Override
  public List<LogLine> after(ServerId server, LogFilter filter, long sequence, int limit) {
    return real.after(server, filter, sequence, limit);
  }

  @Override
  public List<LogLine> before(ServerId server, LogFilter filter, long sequence, int limit) {
    return real.before(server, filter, sequence, limit);
  }

  @Override
  public long latestSequence(ServerId server) {
    failOrWait();
    return real.latestSequence(server);
  }

  @Override
  public int prune(ServerId server, int maxLines, long maxBytes, Instant oldest) {
    failOrWait();
    return real.prune(server, maxLines, maxBytes, oldest);
  }
}
