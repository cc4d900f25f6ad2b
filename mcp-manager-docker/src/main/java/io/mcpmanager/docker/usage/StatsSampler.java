package io.mcpmanager.docker.usage;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine every ten seconds what each container takes, as long as there are any. The questions are spread over
 * the interval, few are under way at a time, and an engine that does not answer holds nobody. Thread-safe.
 */
public final class StatsSampler implements UsageSource, AutoCloseable {

  /** Asks the engine. */
  @FunctionalInterface
  public interface Stats {

    /**
     * What the engine answers at once about one container.
     *
     * @throws EngineCallException if it does not, or not well
     */
    InputStream of(String containerId) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(StatsSampler.class);

  /** A container is asked after in one of these turns, and the turns come round every interval. */
  private static final int TURNS = 10;

  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_A_TIME = 4;

  private final Stats stats;
  private final ManagerClock clock;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("docker-stats-", 0).factory());
  private final Semaphore slots = new Semaphore(AT_A_TIME);
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private ManagerClock.Timer next = () -> {};
  private int turn;
  private boolean running;
  private boolean closed;

  /** A sampler that waits for the first container. */
  public StatsSampler(Stats stats, ManagerClock clock) {
    this.stats = stats;
    this.clock = clock;
  }

  @Override
  public void watch(String containerId) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      watched.computeIfAbsent(containerId, id -> new Watched(id, quietestTurn()));
      if (!running) {
        running = true;
        next = clock.schedule(TURN, this::takeTurn);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forget(String containerId) {
    Watched ended = watched.remove(containerId);
    if (ended != null) {
      ended.giveUp();
    }
  }

  @Override
  public Optional<ResourceUsage> usage(String containerId) {
    Watched container = watched.get(containerId);
    return container == null ? Optional.empty() : Optional.ofNullable(container.usage);
  }

  private int quietestTurn() {
    int[] load = new int[TURNS];
    watched.values().forEach(container -> load[container.turn]++);
    int quietest = 0;
    for (int i = 1; i < TURNS; i++) {
      if (load[i] < load[quietest]) {
        quietest = i;
      }
    }
    return quietest;
  }

  private void takeTurn() {
    Collection<Watched> all = watched.values();
    lock.lock();
    try {
      turn = (turn + 1) % TURNS;
      running = !closed && !all.isEmpty();
      if (!running) {
        return;
      }
      // the questions are asked elsewhere, so turns do not wait for the engine
      next = clock.schedule(TURN, this::takeTurn);
      for (Watched container : all) {
        container.takeTurn(turn);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      next.cancel();
      watched.clear();
      threads.shutdownNow();
    } finally {
      lock.unlock();
    }
  }

  /** One container. */
  private final class Watched {

    private final String id;
    private final int turn;
    private volatile @Nullable ResourceUsage usage;

    /** Used by the one question under way. */
    private @Nullable StatsReading before;

    // guarded by the sampler's lock
    private @Nullable Future<?> question;
    private long askedAt;
    private boolean asked;

    Watched(String id, int turn) {
      this.id = id;
      this.turn = turn;
    }

    /** Asks if it is this one's turn, or if it is new. */
    void takeTurn(int present) {
      Future<?> open = question;
      if (open != null && !open.isDone()) {
        if (clock.nanoTime() - askedAt > PATIENCE.toNanos()) {
          open.cancel(true);
        }
        return;
      }
      if (!asked || turn == present) {
        asked = true;
        askedAt = clock.nanoTime();
        question = threads.submit(this::ask);
      }
    }

    void giveUp() {
      lock.lock();
      try {
        Future<?> open = question;
        if (open != null) {
          open.cancel(true);
        }
      } finally {
        lock.unlock();
      }
    }

    private void ask() {
      try {
        slots.acquire();
        try (InputStream answer = stats.of(id)) {
          StatsReading.read(answer).ifPresent(this::take);
        } finally {
          slots.release();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        // it may have ended just now, or the engine is away; whoever runs it notices by other ways
        LOG.atDebug().addKeyValue("container", id).setCause(e).log("no stats of a container");
      }
    }

    private void take(StatsReading reading) {
      usage = reading.asUsage(clock.now(), before);
      before = reading;
    }
  }
}
