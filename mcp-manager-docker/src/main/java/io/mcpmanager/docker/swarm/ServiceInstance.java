package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutsideView;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A service of the cluster. It lives as long as one of its replicas runs; further instances of its server are sessions with
 * its replicas.
 */
final class ServiceInstance implements Instance, ServiceWatch.Watched {

  private static final Duration AFTER_KILL = Duration.ofSeconds(15);
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** How long the cluster may look for a node before the start is given up. */
  private static final Duration NODE_IS_FOUND = Duration.ofSeconds(5);

  private final ServiceContext context;
  private final ServiceIdentity identity;
  private final ReplicaSet replicas;
  private final ServiceLog log;
  private final CompletableFuture<Replica> ready = new CompletableFuture<>();
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile @Nullable ReplicaChannel channel;
  private volatile @Nullable ResourceUsage usage;
  private volatile boolean requested;

  /** Used by the watch's thread. */
  private final ServiceUsage taken;

  private @Nullable Long waitingSince;

  /** An instance of a service that exists; its tasks need not run yet. */
  ServiceInstance(ServiceContext context, ServiceIdentity identity, ServiceLog log) {
    this.context = context;
    this.identity = identity;
    this.log = log;
    this.replicas = new ReplicaSet(context, identity, this::isUsable);
    this.taken = new ServiceUsage(context.usage());
  }

  Ownership owner() {
    return identity.owner();
  }

  /** Waits until a replica can be spoken to. */
  void awaitReady(Duration atMost) throws InterruptedException {
    try {
      Replica first = ready.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      channel = new ReplicaChannel(context.channels(), replicas::usable, first);
      replicas.bind(first);
    } catch (TimeoutException e) {
      throw new LaunchException(replicas.whyNotReady(), null);
    } catch (ExecutionException e) {
      log.awaitQuiet(LAST_WORDS);
      throw e.getCause() instanceof LaunchException known
          ? known
          : new LaunchException("the service could not be started", e.getCause());
    }
  }

  /** A further instance of its server: a session with the replica that has fewest, which ends with the service. */
  Instance newSession() {
    Replica home = replicas
        .leastBound()
        .orElseThrow(() -> new LaunchException("no replica of the service runs", null));
    replicas.bind(home);
    var session = new ServiceSession(
        new ReplicaChannel(context.channels(), replicas::usable, home), identity.info());
    var ignored = session.exit().thenRun(() -> replicas.unbind(home));
    var unused = exit.thenAccept(session::serviceEnded);
    return session;
  }

  private void isUsable(Replica replica) {
    ready.complete(replica);
  }

  // what the cluster tells

  @Override
  public String service() {
    return identity.service();
  }

  @Override
  public boolean comesUp() {
    return !ready.isDone();
  }

  @Override
  public void onTasks(List<ServiceTask> tasks) {
    if (ending.get()) {
      return;
    }
    replicas.take(tasks);
    taken.containers(replicas.containersHere());
    usage = replicas.areAllHere() ? taken.sum().orElse(null) : null;
    if (!ready.isDone()) {
      replicas.startFailure().ifPresent(this::startFailed);
      lookForNode(replicas.waitingFor());
    } else if (!ready.isCompletedExceptionally() && replicas.noneRuns()) {
      end(replicas.exitStatus(requested), ServiceRequest.GRACE);
    }
  }

  private void lookForNode(Optional<String> waitingFor) {
    if (waitingFor.isEmpty()) {
      waitingSince = null;
      return;
    }
    long now = context.clock().nanoTime();
    long since = waitingSince == null ? now : waitingSince;
    waitingSince = since;
    if (now - since > NODE_IS_FOUND.toNanos()) {
      startFailed("the cluster has no node for the service: " + waitingFor.get());
    }
  }

  private void startFailed(String reason) {
    ready.completeExceptionally(new LaunchException(reason, null));
  }

  @Override
  public void onRemoved() {
    String reason = "the service was removed by somebody else";
    startFailed(reason);
    end(new ExitStatus(null, reason, requested), ServiceRequest.GRACE);
  }

  @Override
  public void onEngineLost(String reason) {
    ExitStatus status = lost(reason);
    startFailed(status.description());
    end(status, ServiceRequest.GRACE);
  }

  // its end

  private void end(ExitStatus status, Duration killAfter) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    context.watch().remove(this);
    taken.containers(Set.of());
    try {
      context.threads().execute(() -> clearAway(status, killAfter));
    } catch (RejectedExecutionException closing) {
      finish(status);
    }
  }

  private void clearAway(ExitStatus status, Duration killAfter) {
    try {
      if (!status.requested()) {
        log.awaitQuiet(LAST_WORDS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    ServiceRemoval removal = context.removals().begin(service(), owner(), killAfter);
    var ignored = removal.done().thenRun(() -> finish(status));
    // the removal goes on, but the manager is not to wait for an engine that is away
    var unused = removal.engineAway().thenAccept(reason -> finish(lost(reason)));
  }

  private ExitStatus lost(String reason) {
    return new ExitStatus(
        null, "the container engine can't be reached any more: " + reason, requested);
  }

  private void finish(ExitStatus status) {
    if (exit.complete(status)) {
      log.close();
      ReplicaChannel open = channel;
      if (open != null) {
        open.close();
      }
    }
  }

  /** Ends it without waiting for that. */
  void requestEnd(Duration killAfter) {
    requested = true;
    ReplicaChannel open = channel;
    if (open != null) {
      open.close();
    }
    end(new ExitStatus(null, "stopped", true), killAfter);
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    Duration polite = grace.multipliedBy(2);
    requestEnd(polite);
    if (!ended(polite.plus(AFTER_KILL))) {
      throw new McpManagerException(
          ErrorCode.STOP_FAILED, "the service's tasks have not ended; they are still waited for");
    }
  }

  /** Waits until it has ended. */
  boolean ended(Duration timeout) throws InterruptedException {
    try {
      exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an exit never completes exceptionally", e);
    }
  }

  // what it is

  @Override
  public MessageChannel channel() {
    return Objects.requireNonNull(channel, "not ready");
  }

  @Override
  public OptionalLong processId() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<ResourceUsage> usage() {
    return Optional.ofNullable(usage);
  }

  @Override
  public Optional<ContainerInfo> container() {
    return Optional.of(identity.info());
  }

  @Override
  public Optional<URI> endpoint() {
    return Optional.ofNullable(channel).map(open -> open.home().address());
  }

  @Override
  public Optional<OutsideView> health() {
    return replicas.health();
  }

  @Override
  public boolean adopted() {
    return identity.info().adopted();
  }

  @Override
  public boolean isAlive() {
    return !ending.get();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }
}
