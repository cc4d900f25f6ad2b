package io.mcpmanager.core.health;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.Live;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks one life of one server again and again, one check at a time, until it is ended. */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** The first check comes soon, so that a new server does not stay unknown for long. */
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

  private final Live live;
  private final Supervisor supervisor;
  private final Probes probes;
  private final ManagerClock clock;
  private final ExecutorService threads;
  private final double spread;

  /** Guards what follows; nothing is called out to while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private HealthCheck check;
  private Verdict verdict = Verdict.NONE;
  private ManagerClock.Timer timer = () -> {};
  private boolean checking;
  private boolean spreadOut;
  private boolean ended;

  /**
   * A watch that does nothing yet.
   *
   * @param spread from 0 to 1: which part of a first pause this server waits, so that servers that came up together
   *     are not checked together
   */
  Watch(
      Live live,
      Supervisor supervisor,
      Probes probes,
      ManagerClock clock,
      ExecutorService threads,
      double spread) {
    this.live = live;
    this.supervisor = supervisor;
    this.probes = probes;
    this.clock = clock;
    this.threads = threads;
    this.spread = spread;
    this.check = live.server().definition().settings().health();
  }

  void begin() {
    lock.lock();
    try {
      plan(part(FIRST_WITHIN, spread));
    } finally {
      lock.unlock();
    }
  }

  /** Goes on with another check, if it is another. */
  void use(HealthCheck newCheck) {
    lock.lock();
    try {
      if (!newCheck.equals(check)) {
        check = newCheck;
        timer.cancel();
        if (!checking) {
          plan(part(FIRST_WITHIN, spread));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      timer.cancel();
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private void plan(Duration delay) {
    if (!ended && check.kind() != HealthCheck.Kind.NONE) {
      timer = clock.schedule(delay, this::launchCheck);
    }
  }

  private void launchCheck() {
    HealthCheck present;
    lock.lock();
    try {
      if (ended || checking) {
        return;
      }
      checking = true;
      present = check;
    } finally {
      lock.unlock();
    }
    try {
      threads.execute(() -> runCheck(present));
    } catch (RejectedExecutionException closed) {
      end();
    }
  }

  private void runCheck(HealthCheck present) {
    long begin = clock.nanoTime();
    var told = new AtomicBoolean();
    Thread checker = Thread.currentThread();
    ManagerClock.Timer deadline = clock.schedule(present.timeout(), () -> {
      if (told.compareAndSet(false, true)) {
        take(present, present.timeout(), "no answer within " + present.timeout());
        checker.interrupt();
      }
    });
    String error = outcome(present);
    deadline.cancel();
    Duration took = Duration.ofNanos(clock.nanoTime() - begin);
    if (told.compareAndSet(false, true)) {
      take(present, took, error);
    }
    planNext(present, took);
  }

  /** Why the check failed, or null if it did not. */
  private @Nullable String outcome(HealthCheck present) {
    try {
      probes.check(live, present);
      return null;
    } catch (McpManagerException | IOException e) {
      String message = e.getMessage();
      return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    } catch (InterruptedException e) {
      return "interrupted";
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("server", id()).setCause(e).log("a health check failed oddly");
      return "the check failed unexpectedly";
    }
  }

  private void take(HealthCheck present, Duration took, @Nullable String error) {
    Instant now = clock.now();
    boolean turnedUnhealthy;
    HealthReport report;
    lock.lock();
    try {
      if (ended) {
        return;
      }
      HealthStatus before = verdict.status();
      boolean starting = now.isBefore(startedAt().plus(present.startPeriod()));
      verdict = error == null ? verdict.succeeded(present) : verdict.failed(present, starting);
      turnedUnhealthy =
          verdict.status() == HealthStatus.UNHEALTHY && before != HealthStatus.UNHEALTHY;
      report = new HealthReport(verdict.status(), now, took, verdict.failures(), error);
    } finally {
      lock.unlock();
    }
    supervisor.reportHealth(id(), live.generation(), report);
    if (turnedUnhealthy && present.whenUnhealthy() == HealthCheck.Reaction.RESTART) {
      supervisor.restartUnhealthy(id(), live.generation(), String.valueOf(error));
    }
  }

  private void planNext(HealthCheck present, Duration took) {
    lock.lock();
    try {
      checking = false;
      // half an interval to a whole one once, and from then on the same rhythm without drifting
      Duration interval =
          spreadOut ? present.interval() : part(present.interval(), 0.5 + spread / 2);
      spreadOut = true;
      Duration left = interval.minus(took);
      plan(left.isNegative() ? Duration.ZERO : left);
    } finally {
      lock.unlock();
    }
  }

  private ServerId id() {
    return live.server().id();
  }

  private Instant startedAt() {
    return live.server().liveInstance().orElseThrow().startedAt();
  }

  private static Duration part(Duration whole, double part) {
    return Duration.ofNanos((long) (whole.toNanos() * part));
  }
}
