package io.mcpmanager.docker.swarm;

import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second, with one question for all, how the services of this life are, as long as there are any; more often
 * while one comes up. An engine tells of containers of its own node only, so there are no events to wait for. Thread-safe.
 */
final class ServiceWatch implements AutoCloseable {

  /** Is told how a service is. Called by one thread at a time; should not block. */
  interface Watched {

    /** Id of the service. */
    String service();

    /** Whether it is looked at more often. */
    boolean comesUp();

    /** Its tasks as they are now. */
    void onTasks(List<ServiceTask> tasks);

    /** It is not there any more. */
    void onRemoved();

    /** The engine has not answered for a while. */
    void onEngineLost(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORT_INTERVAL = Duration.ofMillis(200);

  /** A restart of the engine's own service takes less, and its tasks may have gone on. */
  private static final Duration ENGINE_MAY_BE_AWAY = Duration.ofSeconds(3);

  private final Swarm swarm;
  private final ManagerClock clock;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private ManagerClock.Timer next = () -> {};
  private boolean running;
  private boolean closed;

  /** Used by the one look under way. */
  private Optional<Long> awaySince = Optional.empty();

  ServiceWatch(Swarm swarm, ManagerClock clock) {
    this.swarm = swarm;
    this.clock = clock;
  }

  void add(Watched service) {
    lock.lock();
    try {
      watched.add(service);
      if (!running && !closed) {
        running = true;
        next = clock.schedule(SHORT_INTERVAL, this::look);
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(Watched service) {
    watched.remove(service);
  }

  private void look() {
    try {
      lookAtAll(List.copyOf(watched));
    } finally {
      lock.lock();
      try {
        running = !closed && !watched.isEmpty();
        if (running) {
          boolean hurry = watched.stream().anyMatch(Watched::comesUp);
          next = clock.schedule(hurry ? SHORT_INTERVAL : INTERVAL, this::look);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void lookAtAll(List<Watched> all) {
    if (all.isEmpty()) {
      return;
    }
    try {
      tell(all);
      awaySince = Optional.empty();
    } catch (EngineCallException | EngineException e) {
      if (e instanceof EngineCallException call && call.notFound()) {
        all.forEach(this::lookAtOne);
      } else {
        engineIsAway(all, String.valueOf(e.getMessage()));
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the services could not be looked at");
    }
  }

  private void tell(List<Watched> all) {
    Map<String, List<ServiceTask>> tasks =
        swarm.tasksOf(all.stream().map(Watched::service).toList()).stream()
            .collect(Collectors.groupingBy(ServiceTask::service));
    all.forEach(service -> service.onTasks(tasks.getOrDefault(service.service(), List.of())));
  }

  /** One that is missing spoils the question for all. */
  private void lookAtOne(Watched service) {
    try {
      tell(List.of(service));
    } catch (EngineCallException e) {
      if (e.notFound()) {
        service.onRemoved();
      }
    } catch (EngineException e) {
      LOG.atDebug().setCause(e).log("a service could not be looked at");
    }
  }

  private void engineIsAway(List<Watched> all, String reason) {
    long now = clock.nanoTime();
    long since = awaySince.orElse(now);
    awaySince = Optional.of(since);
    if (now - since > ENGINE_MAY_BE_AWAY.toNanos()) {
      all.forEach(service -> service.onEngineLost(reason));
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      next.cancel();
      watched.clear();
    } finally {
      lock.unlock();
    }
  }
}
