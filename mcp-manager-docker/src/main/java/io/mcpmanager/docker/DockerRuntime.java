package io.mcpmanager.docker;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.container.Adoptions;
import io.mcpmanager.docker.container.ContainerInstance;
import io.mcpmanager.docker.container.ContainerLauncher;
import io.mcpmanager.docker.container.ContainerRecovery;
import io.mcpmanager.docker.container.Takeover;
import io.mcpmanager.docker.container.Unremoved;
import io.mcpmanager.docker.diagnostics.EngineCheck;
import io.mcpmanager.docker.diagnostics.LabelledContainers;
import io.mcpmanager.docker.diagnostics.LaunchCheck;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.engine.EngineLimits;
import io.mcpmanager.docker.engine.EngineState;
import io.mcpmanager.docker.engine.EngineTraits;
import io.mcpmanager.docker.image.Images;
import io.mcpmanager.docker.network.Networking;
import io.mcpmanager.docker.network.Networks;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.swarm.Placements;
import io.mcpmanager.docker.swarm.SwarmServices;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.RawEngine;
import io.mcpmanager.docker.usage.StatsSampler;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.RuntimeContext;
import io.mcpmanager.spi.store.InstanceRecord;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs servers as containers of a container engine: Docker, or what speaks its API. What it launches outlives the manager
 * if that is killed, and is taken over by its next life.
 */
public final class DockerRuntime implements RecoveringRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** All launches wait for the search for what was left, also those of other runtimes. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** How long a container of an earlier life waits for being taken over. */
  private static final Duration ADOPTION = Duration.ofMinutes(15);

  private final EngineFinder finder;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("mcp-docker-", 0).factory());
  private final Unremoved unremoved = new Unremoved();
  private final Adoptions adoptions = new Adoptions();
  private final Map<String, ContainerInstance> alive = new ConcurrentHashMap<>();

  /** Tokens of all launches of this life that have not ended. */
  private final Set<String> launched = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Parts parts;
  private volatile @Nullable String manager;
  private volatile boolean closed;

  /** What there is once the manager has provided what is needed. */
  private record Parts(
      RuntimeContext context,
      Engine engine,
      Images images,
      Networking networking,
      StatsSampler usage,
      EngineLimits limits,
      ContainerLauncher launcher,
      ContainerRecovery recovery,
      Takeover takeover,
      Placements placements) {}

  DockerRuntime(EngineFinder finder) {
    this.finder = finder;
  }

  /** A builder of one that looks for the engine where Docker's own command does. */
  public static DockerRuntimeBuilder builder() {
    return new DockerRuntimeBuilder();
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public void initialize(RuntimeContext context) {
    var engine = new Engine(finder, context.clock(), this::engineIsBack);
    var raw = new RawEngine(engine.transport());
    var limits = new EngineLimits(() -> raw.get(EngineTraits.path(engine.podman())));
    var usage = new StatsSampler(
        id -> limits.measures() ? raw.stats(id) : InputStream.nullInputStream(), context.clock());
    Networking networking =
        new Networks(engine::client, engine::address, limits::rootless, context.clock());
    var launcher = new ContainerLauncher(
        engine, networking, usage, limits, unremoved, context.channels(), threads, this::forget);
    var images = new Images(engine, finder, context.clock());
    parts = new Parts(
        context,
        engine,
        images,
        networking,
        usage,
        limits,
        launcher,
        new ContainerRecovery(engine, unremoved, adoptions, threads),
        new Takeover(engine, adoptions, unremoved, launcher, this::removeNetworks),
        new SwarmServices(raw, engine::address, context, usage, images::registryAuth));
    engine.start();
  }

  private Parts parts() {
    return Objects.requireNonNull(parts, "initialize must be called first");
  }

  /** The engine it works with. */
  Engine engine() {
    return parts().engine();
  }

  private void forget(String token) {
    alive.remove(token);
    launched.remove(token);
  }

  /** Removes what could not be removed while the engine was away, and tells the manager. */
  private void engineIsBack() {
    try {
      threads.execute(() -> {
        parts().limits().forget();
        unremoved.all().forEach(this::tryToRemove);
        parts().networking().sweep();
        parts().context().available();
      });
    } catch (RejectedExecutionException closing) {
      LOG.atDebug().setCause(closing).log("the engine is back, but the manager is closing");
    }
  }

  private void tryToRemove(Ownership owner) {
    try {
      boolean ignored = parts().launcher().removeAll(owner);
    } catch (RuntimeException e) {
      LOG.atDebug()
          .addKeyValue("server", owner.server())
          .setCause(e)
          .log("what a launch has left could still not be removed");
    }
  }

  @Override
  public void checkReady() {
    switch (parts().engine().state()) {
      case EngineState.Present present -> {}
      case EngineState.Absent absent ->
        throw new McpManagerException(
            ErrorCode.RUNTIME_UNAVAILABLE, absent.why().found(), absent.why());
      case EngineState.Unknown unknown ->
        throw new McpManagerException(
            ErrorCode.RUNTIME_UNAVAILABLE, "the container engine has not answered yet");
    }
  }

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof ContainerLaunch;
  }

  @Override
  public List<Problem> check(Launch launch) {
    var container = (ContainerLaunch) launch;
    Parts all = parts();
    return new LaunchCheck(all.engine(), all.images(), all.networking(), all.placements())
        .problems(container);
  }

  @Override
  public Optional<Installation> install(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    Parts all = parts();
    return all.takeover().isWaiting(spec)
        ? Optional.empty()
        : Optional.of(all.images().install(spec, listener));
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
    var launch = (ContainerLaunch) spec.launch();
    parts().engine().require();
    if (launch.placement().isPresent()) {
      // what waits under this token is a container, which is not what the definition says any more
      parts().takeover().drop(spec.mark().token());
      return parts().placements().launch(spec, launch, listener);
    }
    String token = spec.mark().token();
    launched.add(token);
    // on a thread that nobody interrupts, so that nothing is left half made
    var attempt = new Attempt<>(() -> start(spec, launch, listener), ContainerInstance::requestEnd);
    boolean done = false;
    try {
      threads.execute(attempt);
      ContainerInstance instance = attempt.get();
      done = true;
      return instance;
    } catch (RejectedExecutionException closing) {
      throw new LaunchException("the manager is closing", closing);
    } finally {
      if (!done && !alive.containsKey(token)) {
        launched.remove(token);
      }
    }
  }

  private ContainerInstance start(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException {
    removeRest(spec.server());
    Optional<ContainerInstance> taken = parts().takeover().take(spec, launch, listener);
    return admit(
        taken.isPresent() ? taken.get() : parts().launcher().launch(spec, launch, listener));
  }

  private ContainerInstance admit(ContainerInstance instance) {
    launched.add(instance.token());
    alive.put(instance.token(), instance);
    if (instance.exit().isDone()) {
      forget(instance.token());
    } else if (closed) {
      instance.requestEnd();
    }
    return instance;
  }

  /** Removes what could not be removed when an instance of the server ended. */
  private void removeRest(ServerId server) {
    for (Ownership owner : unremoved.of(server)) {
      try {
        if (!parts().launcher().removeAll(owner)) {
          throw new LaunchException(
              "a container of an earlier start of this server could not be removed yet", null);
        }
      } catch (RuntimeException e) {
        throw e instanceof LaunchException known
            ? known
            : new LaunchException(EngineFaults.reason(e), e);
      }
    }
  }

  @Override
  public List<Leftover> recover(
      String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException {
    manager = managerId;
    List<Leftover> found;
    Parts all = parts();
    try {
      all.engine().require(LOOK);
      found = new ArrayList<>(all.recovery().run(managerId, launched::contains, wanted));
      all.networking().removeLeftovers(managerId, this::isInUse);
      Set<ServerId> kept = adoptedOf(found);
      found.addAll(all.placements()
          .recover(managerId, noted, server -> wanted.test(server) && !kept.contains(server)));
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("reason", EngineFaults.reason(e))
          .log("what an earlier life left at the container engine can't be looked for yet");
      return noted.stream().map(record -> leftover(record, Outcome.ALIVE)).toList();
    }
    var complete = new ArrayList<>(found);
    Set<String> tokens = found.stream().map(Leftover::token).collect(Collectors.toSet());
    noted.stream()
        .filter(record -> !tokens.contains(record.token()))
        .forEach(record -> complete.add(leftover(record, Outcome.GONE)));
    if (found.stream().anyMatch(leftover -> leftover.outcome() == Outcome.ADOPTED)) {
      all.context().clock().schedule(ADOPTION, all.takeover()::dropAll);
    }
    return complete;
  }

  /** A server has one instance that is taken over, be it a container or a service. */
  private static Set<ServerId> adoptedOf(List<Leftover> found) {
    return found.stream()
        .filter(leftover -> leftover.outcome() == Outcome.ADOPTED)
        .flatMap(leftover -> leftover.owner().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public List<DiagnosticCheck> checks() {
    Parts all = parts;
    return all == null
        ? List.of()
        : List.of(new EngineCheck(
            finder,
            all.context().clock(),
            new LabelledContainers(() -> Optional.ofNullable(manager), this::isInUse)));
  }

  private boolean isInUse(String token) {
    return launched.contains(token)
        || adoptions.contains(token)
        || unremoved.tokens().contains(token);
  }

  private static Leftover leftover(InstanceRecord record, Outcome outcome) {
    return new Leftover(record.token(), record.server(), 0, outcome);
  }

  /** Removes the networks of a container that has been removed. */
  private void removeNetworks(Ownership owner) {
    try {
      parts()
          .networking()
          .removeLeftovers(
              owner.manager(), token -> isInUse(token) && !token.equals(owner.token()));
    } catch (RuntimeException e) {
      LOG.atDebug().setCause(e).log("networks could not be removed; the next start tries again");
    }
  }

  /** Removes every container of this life that is still there. */
  @Override
  public void close() {
    closed = true;
    Parts all = parts;
    if (all == null) {
      threads.shutdown();
      return;
    }
    List<ContainerInstance> left = List.copyOf(alive.values());
    all.takeover().dropAll();
    left.forEach(ContainerInstance::requestEnd);
    try {
      long end = all.context().clock().nanoTime() + CLOSING.toNanos();
      for (ContainerInstance instance : left) {
        long rest = Math.max(0, end - all.context().clock().nanoTime());
        if (!instance.ended(Duration.ofNanos(rest))) {
          LOG.atError()
              .addKeyValue("server", instance.token())
              .log("a container could not be removed; the next start tries again");
        }
      }
      threads.shutdown();
      boolean ignored = threads.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
      all.placements().close();
      all.usage().close();
      all.networking().close();
      all.engine().close();
    }
  }
}
