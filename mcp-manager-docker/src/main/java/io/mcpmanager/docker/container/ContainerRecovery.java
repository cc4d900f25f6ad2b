package io.mcpmanager.docker.container;

import com.github.dockerjava.api.model.Container;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.container.Adoptions.Waiting;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds by their labels the containers that earlier lives of this manager have left. Of each server that is to run the one
 * of the newest generation is kept for being taken over if it runs; all others are removed.
 */
public final class ContainerRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerRecovery.class);
  private static final int AT_A_TIME = 8;
  private static final int POLITE_SECONDS = 2;
  private static final long LONGEST_SECONDS = 60;

  /** A container that this manager has launched in an earlier life. */
  private record Found(Container container, Ownership owner) {

    boolean runs() {
      return "running".equals(container.getState());
    }

    String token() {
      return owner.token();
    }
  }

  private final Engine engine;
  private final Unremoved unremoved;
  private final Adoptions adoptions;
  private final ExecutorService threads;

  public ContainerRecovery(
      Engine engine, Unremoved unremoved, Adoptions adoptions, ExecutorService threads) {
    this.engine = engine;
    this.unremoved = unremoved;
    this.adoptions = adoptions;
    this.threads = threads;
  }

  /**
   * Deals with all of them.
   *
   * @param ofThisLife whether a token is of a launch of this life
   * @throws RuntimeException if the engine can't be asked
   */
  public List<Leftover> run(
      String managerId, Predicate<String> ofThisLife, Predicate<ServerId> wanted)
      throws InterruptedException {
    List<Found> all = find(managerId).stream()
        .filter(found -> !ofThisLife.test(found.token()))
        .toList();
    Set<String> kept = new HashSet<>();
    choose(all, wanted).values().forEach(found -> kept.add(found.container().getId()));
    var leftovers = new ArrayList<Leftover>();
    var stale = new ArrayList<Found>();
    for (Found found : all) {
      if (kept.contains(found.container().getId())) {
        adoptions.add(new Waiting(found.container().getId(), found.owner()));
        leftovers.add(leftover(found, Outcome.ADOPTED));
      } else {
        stale.add(found);
      }
    }
    leftovers.addAll(endAll(stale));
    return leftovers;
  }

  private List<Leftover> endAll(List<Found> stale) throws InterruptedException {
    var places = new Semaphore(AT_A_TIME);
    List<Callable<Leftover>> tasks = stale.stream()
        .<Callable<Leftover>>map(found -> () -> end(found, places))
        .toList();
    List<Future<Leftover>> ends = threads.invokeAll(tasks, LONGEST_SECONDS, TimeUnit.SECONDS);
    var leftovers = new ArrayList<Leftover>();
    for (int i = 0; i < ends.size(); i++) {
      leftovers.add(
          ends.get(i).state() == Future.State.SUCCESS
              ? ends.get(i).resultNow()
              : leftover(stale.get(i), Outcome.ALIVE));
    }
    return leftovers;
  }

  private List<Found> find(String managerId) {
    return engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Ownership.filter(managerId))
        .exec()
        .stream()
        .filter(
            container -> container.getLabels().getOrDefault(Ownership.TASK, "").isEmpty())
        .flatMap(container ->
            Ownership.read(container.getLabels())
                .map(owner -> new Found(container, owner))
                .stream())
        // labels can come from an image that somebody else runs, names can't
        .filter(found -> Stream.of(found.container().getNames())
            .anyMatch(name -> name.endsWith(ContainerSpec.suffix(found.owner()))))
        .toList();
  }

  /**
   * Of each server the one to keep: of the newest generation, and of these the first, since later ones were launched for
   * single clients, who are gone.
   */
  private static Map<ServerId, Found> choose(List<Found> all, Predicate<ServerId> wanted) {
    Comparator<Found> better = Comparator.<Found>comparingLong(
            found -> found.owner().generation())
        .thenComparingLong(found -> -found.container().getCreated());
    Map<ServerId, Found> chosen = new HashMap<>();
    all.stream()
        .filter(Found::runs)
        .filter(found -> wanted.test(found.owner().server()))
        .forEach(found -> chosen.merge(
            found.owner().server(),
            found,
            (one, other) -> better.compare(one, other) >= 0 ? one : other));
    return chosen;
  }

  private Leftover end(Found found, Semaphore places) throws InterruptedException {
    places.acquire();
    try {
      String id = found.container().getId();
      if (found.runs()) {
        stop(id);
      }
      boolean removed = new ContainerHandle(engine.client(), id, found.owner(), unremoved).remove();
      return leftover(found, removed ? Outcome.ENDED : Outcome.ALIVE);
    } finally {
      places.release();
    }
  }

  private void stop(String id) {
    try {
      engine.client().stopContainerCmd(id).withTimeout(POLITE_SECONDS).exec();
    } catch (RuntimeException e) {
      // removing it ends it by force
      LOG.atDebug().addKeyValue("container", id).setCause(e).log("a container was not stopped");
    }
  }

  private static Leftover leftover(Found found, Outcome outcome) {
    return new Leftover(found.token(), found.owner().server(), found.runs() ? 1 : 0, outcome);
  }
}
