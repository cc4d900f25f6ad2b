package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds by their labels the services that earlier lives of this manager have left. Of each server that is to run the one of
 * the newest generation is kept for being taken over if a replica of it runs; all others are removed.
 */
final class ServiceRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRecovery.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** A service that this manager has made in an earlier life. */
  record Found(Swarm.Service service, Ownership owner) {

    String token() {
      return owner.token();
    }
  }

  private final Swarm swarm;
  private final ServiceRemovals removals;
  private final Predicate<String> ofThisLife;
  private final Map<String, Found> adopted = new ConcurrentHashMap<>();

  /**
   * Nothing is looked for yet.
   *
   * @param ofThisLife whether a token is of a launch of this life
   */
  ServiceRecovery(Swarm swarm, ServiceRemovals removals, Predicate<String> ofThisLife) {
    this.swarm = swarm;
    this.removals = removals;
    this.ofThisLife = ofThisLife;
  }

  /** What waits under a token for being taken over, which it does no longer. */
  Optional<Found> take(String token) {
    return Optional.ofNullable(adopted.remove(token));
  }

  /** Ends services that were to be taken over and have not been. */
  void endForgotten() {
    for (String token : List.copyOf(adopted.keySet())) {
      take(token).ifPresent(found -> {
        LOG.atInfo()
            .addKeyValue("server", found.owner().server())
            .log("a service of an earlier life was not needed and is removed");
        removals.begin(found.service().id(), found.owner(), ServiceRequest.GRACE);
      });
    }
  }

  /** Deals with all of them. */
  List<Leftover> run(String managerId, Predicate<ServerId> wanted) throws InterruptedException {
    if (!swarm.membership().manages()) {
      return List.of();
    }
    List<Found> all = find(managerId);
    Map<ServerId, Found> kept = choose(all, wanted);
    var leftovers = new ArrayList<Leftover>();
    var stale = new HashMap<Found, ServiceRemoval>();
    for (Found found : all) {
      if (found.equals(kept.get(found.owner().server()))) {
        adopted.put(found.token(), found);
        leftovers.add(leftover(found, Outcome.ADOPTED));
      } else {
        adopted.remove(found.token());
        stale.put(found, removals.begin(found.service().id(), found.owner(), ServiceRequest.GRACE));
      }
    }
    for (Map.Entry<Found, ServiceRemoval> removal : stale.entrySet()) {
      leftovers.add(
          leftover(removal.getKey(), isDone(removal.getValue()) ? Outcome.ENDED : Outcome.ALIVE));
    }
    removeNetworks(managerId, all);
    return leftovers;
  }

  private List<Found> find(String managerId) {
    var found = new ArrayList<Found>();
    for (Swarm.Service service : swarm.services(Ownership.filter(managerId))) {
      Ownership.read(service.labels())
          .filter(owner -> !ofThisLife.test(owner.token()))
          .ifPresent(owner -> found.add(new Found(service, owner)));
    }
    return found;
  }

  private Map<ServerId, Found> choose(List<Found> all, Predicate<ServerId> wanted) {
    var newest = new HashMap<ServerId, Found>();
    all.stream()
        .filter(found -> wanted.test(found.owner().server()))
        .filter(found -> !removals.isUnderWay(found.service().id()))
        .filter(found ->
            swarm.tasksOf(List.of(found.service().id())).stream().anyMatch(ServiceTask::runs))
        .forEach(found -> newest.merge(
            found.owner().server(),
            found,
            (one, other) -> one.owner().generation() >= other.owner().generation() ? one : other));
    return newest;
  }

  private static boolean isDone(ServiceRemoval removal) throws InterruptedException {
    try {
      removal.done().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  /** Networks whose service is gone, perhaps because the manager ended between both. */
  private void removeNetworks(String managerId, List<Found> services) {
    List<String> used = services.stream().map(Found::token).toList();
    for (Swarm.Network network : swarm.networks(managerId)) {
      String token = network.labels().getOrDefault(Ownership.TOKEN, "");
      if (!used.contains(token) && !ofThisLife.test(token)) {
        swarm.removeNetwork(network.id());
      }
    }
  }

  private static Leftover leftover(Found found, Outcome outcome) {
    return new Leftover(found.token(), found.owner().server(), 0, outcome);
  }
}
