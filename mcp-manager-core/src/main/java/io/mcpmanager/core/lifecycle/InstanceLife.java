package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a server: its launch, its instance and its end, each on a virtual thread of its own so that the server's
 * thread stays free. What happens is reported as signals.
 */
final class InstanceLife implements Life {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceLife.class);

  /** What a runtime gets beyond the times promised to it before it is no longer waited for. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** How long an instance whose connection broke may take to be found to have ended. */
  private static final Duration LINGER = Duration.ofMillis(500);

  private final StoredServer kept;
  private final Collaborators shop;
  private final Consumer<Signal> signals;
  private final ErrorLines errorLines = new ErrorLines();
  private final StartGate gate = new StartGate();
  private final Startup startup;
  private final AtomicBoolean reported = new AtomicBoolean();
  private final CountDownLatch startOver = new CountDownLatch(1);
  private volatile ManagerClock.Timer abandonment = () -> {};
  private volatile Turns.Turn turn = Turns.Turn.NONE;
  private final Siblings siblings;
  private volatile boolean stopping;
  private volatile @Nullable Instance instance;
  private volatile @Nullable Connection connection;
  private volatile Instant launchedAt = Instant.EPOCH;

  InstanceLife(StoredServer kept, Collaborators shop, Consumer<Signal> signals) {
    this.kept = kept;
    this.shop = shop;
    this.signals = signals;
    this.siblings = new Siblings(kept, shop);
    this.startup = new Startup(
        kept, shop, this::takeLine, signals, () -> interruptStart(StartGate.End.EXPIRED));
  }

  @Override
  public ServerId id() {
    return kept.id();
  }

  @Override
  public ServerDefinition definition() {
    return kept.definition();
  }

  @Override
  public long generation() {
    return kept.generation();
  }

  /** The instance, once it has been launched. */
  @Override
  public Instance instance() {
    return Objects.requireNonNull(instance, "not launched");
  }

  @Override
  public void listing() {
    startup.listing();
  }

  @Override
  public LastWords lastWords() {
    Instance launched = instance;
    return new LastWords(launched == null ? null : ownExit(launched), errorLines.copy());
  }

  @Override
  public Sibling launchSibling(Principal client) throws InterruptedException {
    return siblings.launch(client);
  }

  /** How many instances there are beside this one. */
  int siblings() {
    return siblings.count();
  }

  /** Whether an instance is there that has not ended, as the outside world sees it. */
  Presence presence() {
    Instance launched = instance;
    if (launched == null) {
      return Presence.NONE;
    }
    return launched.isAlive() ? Presence.ALIVE : Presence.GONE;
  }

  /** The last lines it wrote to standard error. */
  List<String> errorLines() {
    return errorLines.copy();
  }

  /** Whether it is being ended. */
  boolean isStopping() {
    return stopping;
  }

  /** The connection, once {@link Signal.Ready} has been reported. */
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
    interruptStart(StartGate.End.CALLED_OFF);
  }

  /** Reports from now on when the instance ends or can no longer be reached. */
  void watch() {
    reportEnd(instance());
    var ignored = instance().exit().thenRun(siblings::end);
    var unused = connection().closed().thenAccept(reason -> shop.clock().schedule(LINGER, () -> {
      if (!instance().exit().isDone()) {
        signals.accept(new Signal.ChannelLost(generation(), redacted(reason), errorLines.copy()));
      }
    }));
  }

  /** Ends the instance; {@link Signal.Stopped} is reported in bounded time. */
  void stop() {
    stopping = true;
    var told = new AtomicBoolean();
    var stopper = new AtomicReference<@Nullable Future<?>>();
    ManagerClock.Timer watchdog = shop.clock().schedule(patience(), () -> {
      if (told.compareAndSet(false, true)) {
        Future<?> stopping = stopper.get();
        if (stopping != null) {
          stopping.cancel(true);
        }
        tellStopped(failure(Phase.STOP, ErrorCode.STOP_FAILED, "stopping did not end"));
      }
    });
    stopper.set(shop.threads().submit(() -> {
      Failure failure = end();
      watchdog.cancel();
      if (told.compareAndSet(false, true)) {
        tellStopped(failure);
      }
    }));
  }

  private void tellStopped(@Nullable Failure failure) {
    signals.accept(new Signal.Stopped(generation(), failure));
    stopping = false;
  }

  private void run(LaunchPace pace) {
    try {
      gate.enter();
      if (pace == LaunchPace.IN_TURN) {
        turn = shop.turns().take();
      }
      Connection made = bringUp();
      connection = made;
      if (gate.leave(StartGate.End.READY) == StartGate.End.READY) {
        signals.accept(new Signal.Ready(generation(), info(made, launchedAt)));
      } else {
        giveUp(calledOff());
      }
    } catch (InterruptedException e) {
      giveUp(calledOff());
    } catch (McpManagerException e) {
      giveUp(gate.leave(StartGate.End.FAILED) == StartGate.End.FAILED ? failureOf(e) : calledOff());
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("server", kept.id())
          .addKeyValue("generation", generation())
          .setCause(e)
          .log("a start failed unexpectedly");
      gate.leave(StartGate.End.FAILED);
      giveUp(failure(startup.phase(), ErrorCode.INTERNAL_ERROR, "failed unexpectedly"));
    } finally {
      startup.over();
      abandonment.cancel();
      turn.end();
      startOver.countDown();
    }
  }

  private Connection bringUp() throws InterruptedException {
    try {
      return launchAndConnect();
    } catch (McpManagerException e) {
      if (!(e instanceof FreshInstanceNeededException) && !hasAdopted()) {
        throw e;
      }
      LOG.atDebug().addKeyValue("server", kept.id()).setCause(e).log("launched once more");
      if (hasAdopted()) {
        takeLine(
            LogStream.MANAGER,
            "the instance of an earlier life of the manager could not be taken over, and is replaced: "
                + e.getMessage());
      }
      instance().stop(settings().stopTimeout());
      return launchAndConnect();
    }
  }

  private boolean hasAdopted() {
    Instance launched = instance;
    return launched != null && launched.adopted();
  }

  private Connection launchAndConnect() throws InterruptedException {
    instance = startup.launch();
    launchedAt = shop.clock().now();
    return startup.connect(this);
  }

  private void takeLine(LogStream stream, String line) {
    String told = redacted(line);
    if (stream == LogStream.STDERR) {
      errorLines.add(told);
    }
    shop.log().append(kept.id(), stream, told);
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
            startup.installed(),
            null)
        .withContainer(instance().container().orElse(null));
  }

  /** Ends what the start has left and reports that it failed. */
  private void giveUp(Failure failure) {
    gate.leave(StartGate.End.CALLED_OFF);
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

  private void interruptStart(StartGate.End why) {
    if (gate.interrupt(why)) {
      abandonment = shop.clock().schedule(patience(), this::abandonStart);
    }
  }

  /** Stops waiting for a runtime that does not answer interruption. */
  private void abandonStart() {
    if (startOver.getCount() > 0 && reported.compareAndSet(false, true)) {
      turn.end();
      signals.accept(new Signal.StartFailed(generation(), calledOff(), true));
    }
  }

  /** Ends connection and instance; returns why the instance may still be alive, or null if it is not. */
  private @Nullable Failure end() {
    siblings.end();
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
      siblings.awaitEnd(settings().stopTimeout().multipliedBy(2));
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure(Phase.STOP, ErrorCode.STOP_FAILED, "stopping was interrupted");
    } catch (McpManagerException e) {
      // an exit that nobody heard of is an end all the same
      return presence() == Presence.GONE
          ? null
          : failure(Phase.STOP, e.code(), String.valueOf(e.getMessage()));
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

  /** A start that failed is explained best by what the server answered, else by how the instance ended, if it did. */
  private Failure failureOf(McpManagerException e) {
    if (e.code() == ErrorCode.HANDSHAKE_FAILED && e.getCause() == null) {
      // it ends because its channel was closed after that, or for the reason it gave
      return failure(startup.phase(), e.code(), String.valueOf(e.getMessage()));
    }
    LastWords last = lastWords();
    ExitStatus exit = last.exit();
    if (exit == null) {
      return failure(startup.phase(), e.code(), String.valueOf(e.getMessage()));
    }
    String unfinished = startup.phase() == Phase.LISTING
        ? "the instance ended before it had listed what it offers: "
        : "the instance ended before it completed the handshake: ";
    return new Failure(
        startup.phase(), e.code(), unfinished + exit.description(), exit.code(), last.errorLines());
  }

  static @Nullable ExitStatus ownExit(Instance launched) {
    try {
      // only a process ends apart from its channel
      long wait = launched.processId().isPresent() ? LINGER.toMillis() : 0;
      ExitStatus exit = launched.exit().get(wait, TimeUnit.MILLISECONDS);
      return exit.requested() ? null : exit;
    } catch (TimeoutException | ExecutionException alive) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Failure calledOff() {
    return gate.hasExpired()
        ? failure(startup.phase(), ErrorCode.TIMEOUT, startup.lateness())
        : failure(startup.phase(), ErrorCode.SERVER_NOT_RUNNING, "the start was called off");
  }

  private Failure failure(Phase where, ErrorCode code, String message) {
    return new Failure(where, code, redacted(message), null, errorLines.copy());
  }

  private String redacted(String text) {
    return shop.references().redact(kept.tenant(), text);
  }

  private ServerSettings settings() {
    return kept.definition().settings();
  }

  /** The two steps of a polite stop, and a margin. */
  private Duration patience() {
    return settings().stopTimeout().multipliedBy(2).plus(MARGIN);
  }
}
