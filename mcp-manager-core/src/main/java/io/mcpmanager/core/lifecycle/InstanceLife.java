package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ServerRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a server: its launch, its instance and its end, each on a virtual thread of its own so that the server's
 * thread stays free. What happens is reported as signals.
 */
final class InstanceLife {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceLife.class);

  /** What a runtime gets beyond the times promised to it before it is no longer waited for. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** How long an instance whose connection broke may take to be found to have ended. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private enum Stage {
    STARTING,
    READY,
    FAILED,
    CALLED_OFF,
    EXPIRED
  }

  private final StoredServer kept;
  private final Collaborators shop;
  private final Consumer<Signal> signals;
  private final ErrorLines errorLines = new ErrorLines();
  /** Guards stage and starter, so that an interruption hits the start and nothing after it. */
  private final ReentrantLock startLock = new ReentrantLock();

  private Stage stage = Stage.STARTING;
  private final AtomicBoolean reported = new AtomicBoolean();
  private final AtomicBoolean hasTurn = new AtomicBoolean();
  private final CountDownLatch startOver = new CountDownLatch(1);
  private volatile Phase phase = Phase.LAUNCH;
  private volatile ManagerClock.Timer abandonment = () -> {};
  private @Nullable Thread starter;
  private volatile @Nullable Instance instance;
  private volatile @Nullable Connection connection;

  InstanceLife(StoredServer kept, Collaborators shop, Consumer<Signal> signals) {
    this.kept = kept;
    this.shop = shop;
    this.signals = signals;
  }

  long generation() {
    return kept.generation();
  }

  /** The instance and its connection, once {@link Signal.Ready} has been reported. */
  Instance instance() {
    return Objects.requireNonNull(instance, "not ready");
  }

  Connection connection() {
    return Objects.requireNonNull(connection, "not ready");
  }

  /**
   * Begins.
   *
   * @param pace whether it waits for its turn first
   */
  void start(LaunchPace pace) {
    shop.threads().execute(() -> run(pace));
  }

  /** Calls the start off if it is not over; {@link Signal.StartFailed} or {@link Signal.Ready} is still reported. */
  void callOff() {
    interruptStart(Stage.CALLED_OFF);
  }

  /** Reports from now on when the instance ends or can no longer be reached. */
  void watch() {
    reportEnd(instance());
    var unused = connection().closed().thenAccept(reason -> shop.clock().schedule(LINGER, () -> {
      if (!instance().exit().isDone()) {
        signals.accept(new Signal.ChannelLost(generation(), reason, errorLines.copy()));
      }
    }));
  }

  /** Ends the instance; {@link Signal.Stopped} is reported in bounded time. */
  void stop() {
    var told = new AtomicBoolean();
    var stopper = new AtomicReference<@Nullable Future<?>>();
    ManagerClock.Timer watchdog = shop.clock().schedule(patience(), () -> {
      if (told.compareAndSet(false, true)) {
        Future<?> stopping = stopper.get();
        if (stopping != null) {
          stopping.cancel(true);
        }
        signals.accept(new Signal.Stopped(
            generation(), failure(Phase.STOP, ErrorCode.STOP_FAILED, "stopping did not end")));
      }
    });
    stopper.set(shop.threads().submit(() -> {
      Failure failure = end();
      watchdog.cancel();
      if (told.compareAndSet(false, true)) {
        signals.accept(new Signal.Stopped(generation(), failure));
      }
    }));
  }

  private void run(LaunchPace pace) {
    ManagerClock.Timer deadline = () -> {};
    try {
      beginStart();
      if (pace == LaunchPace.IN_TURN) {
        shop.turns().acquire();
        hasTurn.set(true);
      }
      Duration limit = settings().startTimeout();
      deadline = shop.clock().schedule(limit, () -> interruptStart(Stage.EXPIRED));
      Instant startedAt = shop.clock().now();
      Connection made = connect(limit);
      connection = made;
      if (endStart(Stage.READY) == Stage.READY) {
        signals.accept(new Signal.Ready(generation(), info(made, startedAt)));
      } else {
        giveUp(calledOff());
      }
    } catch (InterruptedException e) {
      giveUp(calledOff());
    } catch (McpManagerException e) {
      giveUp(endStart(Stage.FAILED) == Stage.FAILED ? failureOf(e) : calledOff());
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("server", kept.id())
          .addKeyValue("generation", generation())
          .setCause(e)
          .log("a start failed unexpectedly");
      endStart(Stage.FAILED);
      giveUp(failure(phase, ErrorCode.INTERNAL_ERROR, "failed unexpectedly"));
    } finally {
      deadline.cancel();
      abandonment.cancel();
      endTurn();
      startOver.countDown();
    }
  }

  private Connection connect(Duration limit) throws InterruptedException {
    long begin = shop.clock().nanoTime();
    ServerRuntime runtime = shop.runtimes().stream()
        .filter(candidate -> candidate.supports(kept.definition().launch()))
        .findFirst()
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.RUNTIME_UNAVAILABLE,
            "no runtime can launch a " + kept.definition().launch().kind().text(),
            kept.id(),
            null));
    var spec = new LaunchSpec(
        kept.id(),
        kept.definition().name(),
        generation(),
        new LaunchMark(shop.store().id(), shop.ids().nextId()),
        kept.definition().launch(),
        limit,
        settings().log().maxLineBytes());
    Instance launched = runtime.launch(spec, this::takeLine);
    instance = launched;
    phase = Phase.HANDSHAKE;
    Duration left = limit.minusNanos(shop.clock().nanoTime() - begin);
    return shop.connector().connect(kept.id(), kept.definition(), generation(), launched, left);
  }

  private void takeLine(LogStream stream, String line) {
    if (stream == LogStream.STDERR) {
      errorLines.add(line);
    }
    shop.log().append(kept.id(), stream, line);
  }

  private InstanceInfo info(Connection made, Instant startedAt) {
    var pid = instance().processId();
    return new InstanceInfo(
        generation(),
        startedAt,
        pid.isPresent() ? pid.getAsLong() : null,
        made.protocolRevision(),
        made.serverName(),
        made.serverVersion(),
        null,
        null);
  }

  /** Ends what the start has left and reports that it failed. */
  private void giveUp(Failure failure) {
    endStart(Stage.CALLED_OFF);
    Failure notEnded = instance == null ? null : end();
    boolean leftover = notEnded != null;
    if (reported.compareAndSet(false, true)) {
      signals.accept(new Signal.StartFailed(generation(), failure, leftover));
    } else if (!leftover) {
      signals.accept(new Signal.Ended(
          generation(), new ExitStatus(null, "ended late", true), errorLines.copy()));
    }
    if (leftover) {
      reportEnd(instance());
    }
  }

  private void interruptStart(Stage why) {
    startLock.lock();
    try {
      if (stage != Stage.STARTING) {
        return;
      }
      stage = why;
      if (starter != null) {
        starter.interrupt();
      }
    } finally {
      startLock.unlock();
    }
    abandonment = shop.clock().schedule(patience(), this::abandonStart);
  }

  private void beginStart() throws InterruptedException {
    startLock.lock();
    try {
      starter = Thread.currentThread();
      if (stage != Stage.STARTING) {
        throw new InterruptedException("called off before it began");
      }
    } finally {
      startLock.unlock();
    }
  }

  /** Ends the start in a stage unless it has ended in another already; from then on nobody interrupts its thread. */
  private Stage endStart(Stage end) {
    startLock.lock();
    try {
      starter = null;
      if (stage == Stage.STARTING) {
        stage = end;
      } else {
        // whoever ended it has interrupted this thread; what follows must not suffer from that
        boolean ignored = Thread.interrupted();
      }
      return stage;
    } finally {
      startLock.unlock();
    }
  }

  private Stage stage() {
    startLock.lock();
    try {
      return stage;
    } finally {
      startLock.unlock();
    }
  }

  /** Stops waiting for a runtime that does not answer interruption. */
  private void abandonStart() {
    if (startOver.getCount() > 0 && reported.compareAndSet(false, true)) {
      endTurn();
      signals.accept(new Signal.StartFailed(generation(), calledOff(), true));
    }
  }

  private void endTurn() {
    if (hasTurn.compareAndSet(true, false)) {
      shop.turns().release();
    }
  }

  /** Ends connection and instance; returns why the instance may still be alive, or null if it is not. */
  private @Nullable Failure end() {
    try {
      Connection open = connection;
      if (open != null) {
        open.close();
      }
      Instance alive = instance;
      if (alive != null) {
        alive.stop(settings().stopTimeout());
      } else if (!startOver.await(patience().toMillis(), TimeUnit.MILLISECONDS)) {
        return failure(Phase.STOP, ErrorCode.STOP_FAILED, "the launch did not end");
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure(Phase.STOP, ErrorCode.STOP_FAILED, "stopping was interrupted");
    } catch (McpManagerException e) {
      return failure(Phase.STOP, e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("server", kept.id())
          .addKeyValue("generation", generation())
          .setCause(e)
          .log("stopping an instance failed unexpectedly");
      return failure(Phase.STOP, ErrorCode.STOP_FAILED, "stopping failed unexpectedly");
    }
  }

  private void reportEnd(Instance watched) {
    var unused = watched
        .exit()
        .thenAccept(
            status -> signals.accept(new Signal.Ended(generation(), status, errorLines.copy())));
  }

  /** A failed handshake is explained best by how the instance ended, if it did. */
  private Failure failureOf(McpManagerException e) {
    Instance launched = instance;
    ExitStatus exit = launched == null ? null : ownExit(launched);
    if (exit == null) {
      return failure(phase, e.code(), String.valueOf(e.getMessage()));
    }
    return new Failure(
        phase,
        e.code(),
        "the instance ended before it completed the handshake: " + exit.description(),
        exit.code(),
        errorLines.copy());
  }

  private static @Nullable ExitStatus ownExit(Instance launched) {
    try {
      ExitStatus exit = launched.exit().get(LINGER.toMillis(), TimeUnit.MILLISECONDS);
      return exit.requested() ? null : exit;
    } catch (TimeoutException | ExecutionException alive) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Failure calledOff() {
    return stage() == Stage.EXPIRED
        ? failure(
            phase, ErrorCode.TIMEOUT, "did not answer within " + settings().startTimeout())
        : failure(phase, ErrorCode.SERVER_NOT_RUNNING, "the start was called off");
  }

  private Failure failure(Phase where, ErrorCode code, String message) {
    return new Failure(where, code, message, null, errorLines.copy());
  }

  private ServerSettings settings() {
    return kept.definition().settings();
  }

  /** The two steps of a polite stop, and a margin. */
  private Duration patience() {
    return settings().stopTimeout().multipliedBy(2).plus(MARGIN);
  }
}
