package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServicePlacement;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.RawEngine;
import io.mcpmanager.docker.usage.UsageSource;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.RuntimeContext;
import io.mcpmanager.spi.store.InstanceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs servers as services of the cluster that the engine manages. A service is one instance of its server however many
 * replicas it has; further instances of the server are sessions with its replicas.
 */
public final class SwarmServices implements Placements {

  /** Knows the credentials for registries. */
  @FunctionalInterface
  public interface Credentials {

    /** Those for the registry of a launch's image, as the engine wants them in a header, if there are any. */
    Optional<String> of(ContainerLaunch launch) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SwarmServices.class);
  /** How long a service of an earlier life waits for being taken over. */
  private static final Duration ADOPTION = Duration.ofMinutes(15);

  private static final Duration CLOSING = Duration.ofSeconds(20);
  private static final Duration CLEARING = Duration.ofSeconds(15);
  private static final Duration ADOPTION_IS_READY = Duration.ofSeconds(20);

  private final RawEngine engine;
  private final Swarm swarm;
  private final SwarmNodes nodes;
  private final Credentials credentials;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("docker-service-", 0).factory());
  private final ServiceContext context;
  private final ServiceCheck check;
  private final ServiceRecovery recovery;
  private final Map<ServerId, ServiceInstance> alive = new ConcurrentHashMap<>();

  /** Tokens of this life whose service may be there. */
  private final Set<String> launched = ConcurrentHashMap.newKeySet();

  /**
   * Services of the engine's cluster.
   *
   * @param address where the engine is
   * @param credentials for the registry of a launch's image
   */
  public SwarmServices(
      RawEngine engine,
      Supplier<EngineAddress> address,
      RuntimeContext manager,
      UsageSource usage,
      Credentials credentials) {
    this.engine = engine;
    this.credentials = credentials;
    swarm = new Swarm(engine);
    nodes = new SwarmNodes(swarm, address);
    var removals = new ServiceRemovals(swarm, manager.clock(), threads);
    context = new ServiceContext(
        swarm,
        nodes,
        manager.clock(),
        manager.channels(),
        usage,
        new ServiceWatch(swarm, manager.clock()),
        removals,
        threads);
    check = new ServiceCheck(swarm);
    recovery = new ServiceRecovery(swarm, removals, launched::contains);
  }

  @Override
  public List<Problem> check(ContainerLaunch launch) {
    return check.problems(launch);
  }

  @Override
  public Instance launch(LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException {
    ServiceInstance running = alive.get(spec.server());
    if (running != null && running.isAlive() && isFurther(spec, running.owner())) {
      return running.newSession();
    }
    long deadline = context.clock().nanoTime() + spec.startTimeout().toNanos() * 9 / 10;
    List<Problem> problems = check.problems(launch);
    if (!problems.isEmpty()) {
      throw new LaunchException(problems.getFirst().toString(), null);
    }
    for (ServiceRemoval removal : context.removals().of(spec.server())) {
      awaitGone(removal, Duration.ofNanos(deadline - context.clock().nanoTime()));
    }
    Ownership owner = Ownership.of(spec, launch);
    launched.add(owner.token());
    boolean done = false;
    try {
      Optional<ServiceInstance> adopted = takeOver(spec, launch, listener, owner);
      ServiceInstance instance =
          adopted.isPresent() ? adopted.get() : create(spec, launch, listener, owner, deadline);
      done = true;
      return instance;
    } finally {
      if (!done) {
        clearAway(owner);
      }
    }
  }

  private static boolean isFurther(LaunchSpec spec, Ownership running) {
    return running.generation() == spec.generation()
        && !running.token().equals(spec.mark().token());
  }

  private static void awaitGone(ServiceRemoval removal, Duration atMost)
      throws InterruptedException {
    try {
      removal.done().get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new LaunchException(
          "a service of an earlier start of this server could not be removed yet", e);
    }
  }

  /** Takes over what an earlier life has left, if it is what would be made now and can be spoken to. */
  private Optional<ServiceInstance> takeOver(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener, Ownership owner)
      throws InterruptedException {
    Optional<ServiceRecovery.Found> found = recovery.take(owner.token());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Swarm.Service service = found.get().service();
    if (found.get().owner().definition().equals(owner.definition())) {
      ServiceInstance instance = begin(spec, launch, listener, owner, service, true);
      try {
        instance.awaitReady(ADOPTION_IS_READY);
        return Optional.of(admit(instance));
      } catch (LaunchException e) {
        LOG.atDebug()
            .addKeyValue("server", spec.server())
            .setCause(e)
            .log("a service could not be taken over");
        instance.requestEnd(ServiceRequest.GRACE);
      }
    }
    awaitGone(
        context.removals().begin(service.id(), owner, ServiceRequest.GRACE),
        ServiceRequest.GRACE.plus(CLEARING));
    return Optional.empty();
  }

  private ServiceInstance create(
      LaunchSpec spec,
      ContainerLaunch launch,
      InstanceListener listener,
      Ownership owner,
      long deadline)
      throws InterruptedException {
    var request = new ServiceRequest(launch, placement(launch), owner, spec.serverName());
    Swarm.Service made;
    try {
      if (request.needsNetwork()) {
        swarm.createNetwork(request.network(), owner.labels());
      }
      String id = swarm.create(request.body(swarm.image(launch.image())), credentials.of(launch));
      made = swarm
          .service(id)
          .orElseThrow(() -> new LaunchException("the service was removed by somebody else", null));
    } catch (EngineCallException | EngineException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the service was made");
      }
      throw new LaunchException("the cluster refused the service: " + e.getMessage(), e);
    }
    ServiceInstance instance = begin(spec, launch, listener, owner, made, false);
    boolean ready = false;
    try {
      instance.awaitReady(Duration.ofNanos(deadline - context.clock().nanoTime()));
      ready = true;
    } finally {
      if (!ready) {
        instance.requestEnd(ServiceRequest.GRACE);
      }
    }
    return admit(instance);
  }

  private static ServicePlacement placement(ContainerLaunch launch) {
    return launch.placement().orElseThrow(() -> new IllegalArgumentException("not a service"));
  }

  private ServiceInstance begin(
      LaunchSpec spec,
      ContainerLaunch launch,
      InstanceListener listener,
      Ownership owner,
      Swarm.Service service,
      boolean adopted) {
    var request = new ServiceRequest(launch, placement(launch), owner, spec.serverName());
    Swarm.Membership membership = swarm.membership();
    nodes.own(membership.node());
    var identity = new ServiceIdentity(
        service.id(),
        owner,
        launch.httpEndpoint().orElseThrow(),
        placement(launch).replicas(),
        launch.limits().memoryBytes(),
        info(launch, service, request.notEnforced(service, membership), adopted),
        listener);
    // what was written before it was taken over is in the log of that life
    Instant since = adopted ? context.clock().now() : Instant.EPOCH;
    var log = new ServiceLog(
        engine, context.clock(), service.id(), since, spec.maxLogLineBytes(), listener);
    var instance = new ServiceInstance(context, identity, log);
    log.start();
    context.watch().add(instance);
    return instance;
  }

  private ContainerInfo info(
      ContainerLaunch launch, Swarm.Service service, List<String> notEnforced, boolean adopted) {
    Optional<Swarm.Image> image = swarm.image(launch.image());
    String digest = image.map(Swarm.Image::digest).orElse(null);
    return new ContainerInfo(
        service.id(),
        service.name(),
        launch.image(),
        image.map(Swarm.Image::id).orElse(""),
        digest,
        adopted,
        notEnforced);
  }

  private ServiceInstance admit(ServiceInstance instance) {
    ServerId server = instance.owner().server();
    alive.put(server, instance);
    var ignored = instance.exit().thenRun(() -> {
      alive.remove(server, instance);
      launched.remove(instance.owner().token());
    });
    return instance;
  }

  /** Removes whatever a launch that failed has made; waits for that, unless it takes long. */
  private void clearAway(Ownership owner) {
    try {
      threads
          .submit(() -> {
            clear(owner);
            return null;
          })
          .get(CLEARING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException | RuntimeException e) {
      LOG.atDebug()
          .addKeyValue("server", owner.server())
          .setCause(e)
          .log("what a failed launch has made is still being removed");
    } finally {
      launched.remove(owner.token());
    }
  }

  private void clear(Ownership owner) throws InterruptedException {
    for (Swarm.Service service : swarm.services(Map.of(Ownership.TOKEN, owner.token()))) {
      awaitGone(context.removals().begin(service.id(), owner, ServiceRequest.GRACE), CLEARING);
    }
    swarm.removeNetwork(ServiceRequest.networkName(owner));
  }

  @Override
  public List<Leftover> recover(
      String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException {
    List<Leftover> leftovers = recovery.run(managerId, wanted);
    if (leftovers.stream().anyMatch(leftover -> leftover.outcome() == Outcome.ADOPTED)) {
      var ignored = context.clock().schedule(ADOPTION, recovery::endForgotten);
    }
    return leftovers;
  }

  @Override
  public void close() {
    List<ServiceInstance> left = new ArrayList<>(alive.values());
    left.forEach(instance -> instance.requestEnd(ServiceRequest.GRACE));
    try {
      long end = context.clock().nanoTime() + CLOSING.toNanos();
      for (ServiceInstance instance : left) {
        boolean ended =
            instance.ended(Duration.ofNanos(Math.max(0, end - context.clock().nanoTime())));
        if (!ended) {
          LOG.atError()
              .addKeyValue("server", instance.owner().server())
              .log("a service could not be removed; the next start tries again");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.watch().close();
      threads.shutdownNow();
    }
  }
}
