package io.mcpmanager.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.docker.engine.ContainerEvent;
import io.mcpmanager.docker.engine.ContainerWatcher;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.usage.UsageSource;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutsideView;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container and what the manager has to do with it. */
public final class ContainerInstance implements Instance, ContainerWatcher {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerInstance.class);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  /** The output ends a moment before the engine notes that the container has. */
  private static final Duration DEATH_FOLLOWS = Duration.ofSeconds(1);
  /** Podman tells that a container has died, and a moment later that this was for its removal. */
  private static final Duration REMOVAL_FOLLOWS = Duration.ofMillis(500);

  /** Why somebody looks what has become of the container. */
  private enum Occasion {
    /** The engine told something, or may have failed to. */
    NEWS,
    /** Its output has ended. */
    SILENCE,
    /** The engine does not answer. */
    ENGINE_LOST
  }

  private final ContainerHoldings holdings;
  private final ContainerEnd end;
  private final UsageSource usage;
  private final InstanceListener listener;
  private final ExecutorService threads;
  private final Runnable gone;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> died = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> removed = new CompletableFuture<>();
  private final HealthView health;
  private final ReentrantLock looking = new ReentrantLock(); // one look at a time
  private final ReentrantLock stopping = new ReentrantLock();
  private volatile @Nullable MessageChannel channel;
  private volatile @Nullable ContainerInfo info;
  private volatile @Nullable URI endpoint;
  private volatile boolean requested;

  /**
   * An instance whose container need not be running yet.
   *
   * @param end gathers how it ends
   * @param threads starts a virtual thread per task
   * @param gone is called once it has ended
   */
  ContainerInstance(
      ContainerHoldings holdings,
      ContainerEnd end,
      UsageSource usage,
      InstanceListener listener,
      ExecutorService threads,
      Runnable gone) {
    this.holdings = holdings;
    this.end = end;
    this.usage = usage;
    this.listener = listener;
    this.threads = threads;
    this.gone = gone;
    health = new HealthView(() -> holdings.container().inspect().orElseThrow());
    var ignored = holdings.output().ended().thenRun(() -> lookSoon(Occasion.SILENCE));
  }

  /** It runs. */
  void begin(MessageChannel newChannel, ContainerInfo newInfo, @Nullable URI newEndpoint) {
    channel = newChannel;
    info = newInfo;
    endpoint = newEndpoint;
    usage.watch(id());
    if (exit.isDone()) {
      usage.forget(id());
      newChannel.close();
    }
  }

  /** What the engine said of it once it ran. */
  void inspected(InspectContainerResponse running) {
    health.read(running);
  }

  ContainerHoldings holdings() {
    return holdings;
  }

  private String id() {
    return holdings.container().id();
  }

  /** Names its launch. */
  public String token() {
    return holdings.container().owner().token();
  }

  @Override
  public MessageChannel channel() {
    return Objects.requireNonNull(channel, "not begun");
  }

  @Override
  public OptionalLong processId() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<ResourceUsage> usage() {
    return usage.usage(id());
  }

  @Override
  public Optional<ContainerInfo> container() {
    return Optional.ofNullable(info);
  }

  @Override
  public Optional<URI> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  @Override
  public Optional<OutsideView> health() {
    return health.view();
  }

  @Override
  public boolean adopted() {
    ContainerInfo known = info;
    return known != null && known.adopted();
  }

  @Override
  public boolean isAlive() {
    return !died.isDone() && !exit.isDone();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  // what the engine tells

  @Override
  public void onEvent(ContainerEvent event) {
    switch (event.kind()) {
      case OUT_OF_MEMORY -> {
        end.ranOutOfMemory();
        listener.onLine(
            LogStream.MANAGER,
            "a process in the container was killed because its memory is used up; the limit is "
                + end.memoryLimit());
      }
      case DIED -> {
        end.died(event.attributes().get("exitCode"));
        hasDied();
      }
      case REMOVED -> {
        end.removed();
        removed.complete(null);
        hasDied();
      }
      case OTHER -> {
        if (event.action().equals("kill")) {
          end.signalled(event.attributes().getOrDefault("signal", ""));
        }
      }
      case HEALTH -> health.onEvent(event);
      case STARTED, PAUSED, UNPAUSED -> {
        // nothing ends by that
      }
    }
  }

  @Override
  public void onEngineLost() {
    lookSoon(Occasion.ENGINE_LOST);
  }

  @Override
  public void onEngineBack(String state) {
    lookSoon(Occasion.NEWS);
    healthSoon();
  }

  private void hasDied() {
    died.complete(null);
    lookSoon(Occasion.NEWS);
  }

  /** What the engine would have told of its health meanwhile is asked for. */
  private void healthSoon() {
    try {
      threads.execute(health::refresh);
    } catch (RejectedExecutionException closing) {
      LOG.atTrace().setCause(closing).log("its health is not needed any more");
    }
  }

  private void lookSoon(Occasion occasion) {
    try {
      threads.execute(() -> look(occasion));
    } catch (RejectedExecutionException closing) {
      holdings.output().release();
    }
  }

  /** Looks what has become of the container, and ends the instance if the container has ended. */
  private void look(Occasion occasion) {
    looking.lock();
    try {
      if (exit.isDone()) {
        return;
      }
      Optional<ContainerState> state = state();
      // also of one that does not run: what it ended with may not have been noted yet
      if (occasion == Occasion.SILENCE && state.isPresent() && await(died, DEATH_FOLLOWS)) {
        state = state();
      }
      if (state.filter(ContainerInstance::runs).isEmpty()) {
        died.complete(null);
        if (state.isPresent()
            && !requested
            && end.killedByNobody(state.get())
            && await(removed, REMOVAL_FOLLOWS)) {
          state = state();
        }
        ExitStatus status = end.status(state.orElse(null), requested);
        awaitOutput();
        complete(status);
      }
    } catch (RuntimeException e) {
      if (occasion != Occasion.NEWS || requested) {
        lost(e);
      } else {
        LOG.atDebug()
            .addKeyValue("container", id())
            .setCause(e)
            .log("could not look at a container");
      }
    } finally {
      looking.unlock();
      if (occasion == Occasion.SILENCE) {
        holdings.output().release();
      }
    }
  }

  private static boolean runs(ContainerState state) {
    return Boolean.TRUE.equals(state.getRunning()) && !"removing".equals(state.getStatus());
  }

  private Optional<ContainerState> state() {
    return holdings.container().inspect().map(InspectContainerResponse::getState);
  }

  /** What it wrote last says most about why it ended. */
  private void awaitOutput() {
    if (holdings.output().isRead() || !requested) {
      boolean ignored = await(holdings.output().ended(), LAST_OUTPUT);
    }
  }

  private static boolean await(CompletableFuture<@Nullable Void> what, Duration atMost) {
    try {
      what.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The engine can't be asked any more, and the connection to the container is gone. */
  private void lost(RuntimeException why) {
    complete(new ExitStatus(
        null,
        "the container engine can't be reached any more: " + EngineFaults.reason(why),
        requested));
  }

  /** Clears away what is left, and only then says that it has ended. */
  private void complete(ExitStatus status) {
    usage.forget(id());
    holdings.remove(threads);
    gone.run();
    // first the exit, which says why, then the channel that it broke
    exit.complete(status);
    holdings.letGo();
    closeChannel();
  }

  private void closeChannel() {
    MessageChannel open = channel;
    if (open != null) {
      open.close();
    }
  }

  // its end

  @Override
  public void stop(Duration grace) throws InterruptedException {
    stopping.lockInterruptibly();
    try {
      if (exit.isDone()) {
        return;
      }
      requested = true;
      closeChannel();
      if (signalled("SIGTERM", grace) || signalled("SIGKILL", AFTER_KILL)) {
        return;
      }
      // perhaps it has ended and nobody said so
      lookSoon(Occasion.NEWS);
      if (!ended(AFTER_KILL)) {
        throw new McpManagerException(
            ErrorCode.STOP_FAILED, "the container is still there after being killed");
      }
    } finally {
      stopping.unlock();
    }
  }

  /** Sends a signal; says whether it has ended within that time. */
  private boolean signalled(String signal, Duration atMost) throws InterruptedException {
    var sent = CompletableFuture.runAsync(() -> holdings.container().signal(signal), threads);
    var ignored = sent.whenComplete((done, failure) -> {
      if (failure != null) {
        // it has ended already, or the engine has gone
        lookSoon(Occasion.NEWS);
      }
    });
    return ended(atMost);
  }

  /** It could not be started, and is being removed; nobody waits for what it may have written. */
  void abandon() {
    requested = true;
  }

  /** Notes that its end is wanted, and kills it without waiting for that. */
  public void requestEnd() {
    requested = true;
    closeChannel();
    try {
      var ignored = signalled("SIGKILL", Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it has ended. */
  public boolean ended(Duration timeout) throws InterruptedException {
    try {
      exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an exit never completes exceptionally", e);
    }
  }
}
