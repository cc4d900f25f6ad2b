package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ServerRuntime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way up of one life: install, launch, handshake, listing, one after the other on one thread. When the time of a
 * phase is over, that thread is interrupted.
 */
final class Startup {

  /** Longer than the gateway reads lists for before it makes do with what it has. */
  private static final Duration LISTING_LIMIT = Duration.ofSeconds(15);

  /** What has been running for long answers soon, or is replaced. */
  private static final Duration ADOPTION_LIMIT = Duration.ofSeconds(10);

  private final StoredServer kept;
  private final Collaborators shop;
  private final InstanceListener output;
  private final Consumer<Signal> signals;
  private final Runnable expire;
  private volatile Phase phase = Phase.LAUNCH;
  private volatile Duration limit;
  private volatile ManagerClock.Timer deadline = () -> {};
  private volatile boolean installing;
  private long launchBegan;
  private @Nullable InstalledPackage installed;

  /**
   * A start that has not begun.
   *
   * @param output takes what the server writes beside the protocol
   * @param expire ends the start because a phase took too long
   */
  Startup(
      StoredServer kept,
      Collaborators shop,
      InstanceListener output,
      Consumer<Signal> signals,
      Runnable expire) {
    this.kept = kept;
    this.shop = shop;
    this.output = output;
    this.signals = signals;
    this.expire = expire;
    this.limit = settings().startTimeout();
  }

  /** The phase it is in, or was in last. */
  Phase phase() {
    return phase;
  }

  /** What was installed for it, once it is launched, or null. */
  @Nullable
  InstalledPackage installed() {
    return installed;
  }

  /** Why it is too late, for people. */
  String lateness() {
    return switch (phase) {
      case INSTALL ->
        "was not installed within " + limit
            + "; what has been fetched is kept, and the next start goes on from there";
      case LAUNCH -> "was not launched within " + limit;
      case LISTING -> "did not list what it offers within " + limit;
      case HANDSHAKE, CALL, RUN, STOP -> "did not answer within " + limit;
    };
  }

  /** Ends the time limit of the present phase. */
  void over() {
    deadline.cancel();
  }

  Instance launch() throws InterruptedException {
    ServerRuntime runtime = shop.runtimes().stream()
        .filter(candidate -> candidate.supports(kept.definition().launch()))
        .findFirst()
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.RUNTIME_UNAVAILABLE,
            "no runtime can launch a " + kept.definition().launch().kind().text(),
            kept.id(),
            null));
    begin(Phase.LAUNCH, settings().startTimeout());
    var wanted = new LaunchSpec(
        kept.id(),
        kept.definition().name(),
        kept.generation(),
        shop.launches().mark(runtime, kept.id()),
        shop.references()
            .resolve(kept.tenant(), kept.id(), null, kept.definition().launch()),
        settings().startTimeout(),
        settings().log().maxLineBytes());
    LaunchSpec spec = install(runtime, wanted);
    begin(Phase.LAUNCH, settings().startTimeout());
    launchBegan = shop.clock().nanoTime();
    return shop.launches().launch(runtime, spec, output);
  }

  /** Shakes hands with what was launched, within what is left of the time to start, and reads what it offers. */
  Connection connect(Life life) throws InterruptedException {
    phase = Phase.HANDSHAKE;
    tellPhase();
    Duration left = settings().startTimeout().minusNanos(shop.clock().nanoTime() - launchBegan);
    return shop.connector().connect(life, life.instance().adopted() ? soon(left) : left);
  }

  /** Early enough for a fresh instance to be launched when nothing answers. */
  private static Duration soon(Duration left) {
    Duration half = left.dividedBy(2);
    return half.compareTo(ADOPTION_LIMIT) < 0 ? half : ADOPTION_LIMIT;
  }

  void listing() {
    begin(Phase.LISTING, LISTING_LIMIT);
    tellPhase();
  }

  private LaunchSpec install(ServerRuntime runtime, LaunchSpec wanted) throws InterruptedException {
    long began = shop.clock().nanoTime();
    begin(Phase.INSTALL, settings().installTimeout());
    Optional<Installation> found = runtime.install(wanted, this::installs);
    if (found.isEmpty()) {
      return wanted;
    }
    Installation installation = found.get();
    installed = installation.installed();
    if (installation.fresh()) {
      long millis = (shop.clock().nanoTime() - began) / 1_000_000;
      signals.accept(new Signal.Installed(kept.generation(), installation.installed(), millis));
    }
    return wanted.withLaunch(installation.launch());
  }

  /** Only a runtime that has something to install has something to say about it. */
  private void installs(LogStream stream, String line) {
    if (!installing) {
      installing = true;
      tellPhase();
    }
    output.onLine(stream, line);
  }

  private void begin(Phase next, Duration atMost) {
    deadline.cancel();
    phase = next;
    limit = atMost;
    deadline = shop.clock().schedule(atMost, () -> {
      if (phase == next || (phase == Phase.HANDSHAKE && next == Phase.LAUNCH)) {
        expire.run();
      }
    });
  }

  private void tellPhase() {
    signals.accept(new Signal.Reached(kept.generation(), phase));
  }

  private ServerSettings settings() {
    return kept.definition().settings();
  }
}
