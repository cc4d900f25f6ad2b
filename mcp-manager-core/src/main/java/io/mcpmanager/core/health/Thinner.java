package io.mcpmanager.core.health;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.spi.store.SampleStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thins out what is stored, one server at a time and each about once an hour, so that it never takes the store for
 * long. Does nothing before the first sample has come in.
 */
final class Thinner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Thinner.class);
  private static final Duration ROUND = Duration.ofHours(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  // more than one hour of a server that is checked every second
  private static final int AT_ONCE = 5000;
  private static final int MOST_STEPS = 200;

  private final SampleStore store;
  private final ManagerClock clock;
  private final Supplier<Collection<ServerId>> servers;

  /** Guards what follows; not held while the store is used. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<ServerId> left = new ArrayDeque<>();
  private ManagerClock.Timer timer = () -> {};
  private boolean begun;
  private boolean closed;

  Thinner(SampleStore store, ManagerClock clock, Supplier<Collection<ServerId>> servers) {
    this.store = store;
    this.clock = clock;
    this.servers = servers;
  }

  /** There is something to thin out one day. */
  void begin() {
    lock.lock();
    try {
      if (!begun) {
        begun = true;
        plan(SHORTEST_PAUSE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private void plan(Duration pause) {
    if (!closed) {
      timer = clock.schedule(pause, this::next);
    }
  }

  private void next() {
    Collection<ServerId> all = servers.get();
    ServerId server;
    lock.lock();
    try {
      if (left.isEmpty()) {
        left.addAll(all);
      }
      server = left.poll();
    } finally {
      lock.unlock();
    }
    try {
      if (server != null) {
        thin(server);
      }
    } catch (StoreException e) {
      // the same is found again in an hour
      LOG.atWarn().addKeyValue("server", server).setCause(e).log("health samples stay as they are");
    } finally {
      lock.lock();
      try {
        plan(pause(all.size()));
      } finally {
        lock.unlock();
      }
    }
  }

  private static Duration pause(int servers) {
    Duration even = ROUND.dividedBy(Math.max(1, servers));
    if (even.compareTo(LONGEST_PAUSE) > 0) {
      return LONGEST_PAUSE;
    }
    return even.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : even;
  }

  /** Thins out one server, in pieces that end with whole hours. */
  void thin(ServerId server) {
    Instant now = clock.now();
    Instant end = Thinning.end(now);
    Instant from = Instant.MIN;
    for (int step = 0; step < MOST_STEPS; step++) {
      List<HealthSample> samples = store.read(server, from, end, AT_ONCE);
      boolean isLast = samples.size() < AT_ONCE;
      Instant upTo = isLast ? end : Thinning.floor(samples.getLast().start(), Thinning.COARSE);
      List<HealthSample> whole =
          samples.stream().filter(sample -> sample.start().isBefore(upTo)).toList();
      Thinning thinning = Thinning.of(server, whole, now);
      if (!thinning.isEmpty() && !store.replace(server, thinning.removed(), thinning.added())) {
        LOG.atDebug().addKeyValue("server", server).log("samples went while they were thinned out");
        return;
      }
      if (isLast || whole.isEmpty()) {
        return;
      }
      from = upTo;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      timer.cancel();
    } finally {
      lock.unlock();
    }
  }
}
