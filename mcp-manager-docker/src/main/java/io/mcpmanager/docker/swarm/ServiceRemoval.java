package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes a service, waits for its tasks to end and for its containers on this engine to be gone, and removes the network
 * made for it. Goes on until that is done, however long the engine is away.
 */
final class ServiceRemoval implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRemoval.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

  private final Swarm swarm;
  private final ManagerClock clock;
  private final String service;
  private final Ownership owner;
  private final Duration killAfter;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final CompletableFuture<String> engineAway = new CompletableFuture<>();
  private List<String> tasks = List.of();
  private boolean ordered;

  /**
   * The end of a service.
   *
   * @param killAfter when those of its containers that are on this engine are killed
   */
  ServiceRemoval(
      Swarm swarm, ManagerClock clock, String service, Ownership owner, Duration killAfter) {
    this.swarm = swarm;
    this.clock = clock;
    this.service = service;
    this.owner = owner;
    this.killAfter = killAfter;
  }

  Ownership owner() {
    return owner;
  }

  /** Completes once nothing of it is left. */
  CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Completes with the reason if the engine can't be reached for it. */
  CompletableFuture<String> engineAway() {
    return engineAway;
  }

  @Override
  public void run() {
    long begun = clock.nanoTime();
    try {
      while (true) {
        Duration pause = BETWEEN_LOOKS;
        try {
          if (step(Duration.ofNanos(clock.nanoTime() - begun))) {
            done.complete(null);
            return;
          }
        } catch (EngineCallException | EngineException e) {
          pause = BETWEEN_TRIES;
          failed(e);
        }
        pause(pause);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(McpManagerException failure) {
    String reason = String.valueOf(failure.getMessage());
    boolean unanswered = !(failure instanceof EngineCallException call) || call.status() == 0;
    if (unanswered && engineAway.complete(reason)) {
      LOG.atWarn()
          .addKeyValue("server", owner.server())
          .addKeyValue("reason", reason)
          .log("a service can't be removed before the engine is back");
    } else {
      LOG.atDebug()
          .addKeyValue("server", owner.server())
          .setCause(failure)
          .log("a service could not be removed yet");
    }
  }

  /** Goes on; true if nothing is left. */
  private boolean step(Duration elapsed) {
    if (!ordered) {
      tasks = tasks();
      swarm.remove(service);
      ordered = true;
    }
    if (!swarm.remaining(tasks).isEmpty() || !areContainersGone(elapsed)) {
      return false;
    }
    swarm.removeNetwork(ServiceRequest.networkName(owner));
    return true;
  }

  private List<String> tasks() {
    try {
      return swarm.tasksOf(List.of(service)).stream().map(ServiceTask::id).toList();
    } catch (EngineCallException e) {
      if (e.notFound()) {
        return List.of();
      }
      throw e;
    }
  }

  private boolean areContainersGone(Duration elapsed) {
    List<String> containers = swarm.containersOf(service);
    if (!containers.isEmpty() && elapsed.compareTo(killAfter) > 0) {
      containers.forEach(swarm::kill);
    }
    return containers.isEmpty();
  }

  private void pause(Duration howLong) throws InterruptedException {
    var over = new CountDownLatch(1);
    ManagerClock.Timer timer = clock.schedule(howLong, over::countDown);
    try {
      over.await();
    } finally {
      timer.cancel();
    }
  }
}
