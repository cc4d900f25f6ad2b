package io.mcpmanager.core.health;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.health.CompletedCheck;
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
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one life of one server again and again, one check at a time, until it is ended. The rhythm is that of the
 * monotonic clock and does not drift: a check that is late does not move those after it.
 */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** The first check comes soon, so that a new server does not stay unknown for long. */
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

  private final Live live;
  private final Supervisor supervisor;
  private final Probes probes;
  private final Findings findings;
  private final ManagerClock clock;
  private final ExecutorService threads;
  private final double spread;
  // when the instance was launched, on the monotonic clock: the other one may be set meanwhile
  private final long launchedAt;

  /** Guards what follows, and the attempt's fields; nothing is called out to while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private HealthCheck check;
  private Verdict verdict = Verdict.NONE;
  private ManagerClock.Timer timer = () -> {};
  private @Nullable Attempt attempt;
  private long due;
  private boolean spreadOut;
  private boolean ended;

  /** One check. It is settled by its outcome or its deadline; only then the next one is planned. */
  private static final class Attempt {
    final HealthCheck check;
    final long due;
    Duration lateness = Duration.ZERO;

    @Nullable
    Thread thread;

    boolean settled;
    boolean returned;

    Attempt(HealthCheck check, long due) {
      this.check = check;
      this.due = due;
    }
  }

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
      Findings findings,
      ManagerClock clock,
      ExecutorService threads,
      double spread) {
    this.live = live;
    this.supervisor = supervisor;
    this.probes = probes;
    this.findings = findings;
    this.clock = clock;
    this.threads = threads;
    this.spread = spread;
    this.check = live.server().definition().settings().health();
    Instant launched = live.server().liveInstance().orElseThrow().startedAt();
    Duration age = Duration.between(launched, clock.now());
    this.launchedAt = clock.nanoTime() - Math.max(0, age.toNanos());
  }

  void begin() {
    lock.lock();
    try {
      planFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Goes on with another check, if it is another. */
  void use(HealthCheck newCheck) {
    boolean nothingKnown = false;
    lock.lock();
    try {
      if (newCheck.equals(check) || ended) {
        return;
      }
      if (newCheck.kind() != check.kind() || !Objects.equals(newCheck.target(), check.target())) {
        // what another kind of check has found says nothing any more
        nothingKnown = verdict.status() != HealthStatus.UNKNOWN;
        verdict = Verdict.NONE;
      }
      check = newCheck;
      timer.cancel();
      if (attempt == null || attempt.settled) {
        planFirst();
      }
    } finally {
      lock.unlock();
    }
    if (nothingKnown) {
      supervisor.reportHealth(id(), live.generation(), HealthReport.UNKNOWN);
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      timer.cancel();
      if (attempt != null && attempt.thread != null) {
        attempt.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private void planFirst() {
    spreadOut = false;
    plan(clock.nanoTime() + (long) (FIRST_WITHIN.toNanos() * spread));
  }

  /** Called with the lock held. */
  private void planNext() {
    long interval = check.interval().toNanos();
    due += spreadOut ? interval : firstPause(interval);
    spreadOut = true;
    long late = clock.nanoTime() - due;
    if (late > 0) {
      // what was missed is not made up for
      due += late / interval * interval;
    }
    plan(due);
  }

  /** Moves this server to its own place within the interval: half an interval to one and a half. */
  private long firstPause(long interval) {
    long place = (long) (interval * spread);
    return place < interval / 2 ? place + interval : place;
  }

  /** Called with the lock held. */
  private void plan(long time) {
    due = time;
    if (!ended && check.kind() != HealthCheck.Kind.NONE) {
      timer = clock.schedule(Duration.ofNanos(time - clock.nanoTime()), this::beginCheck);
    }
  }

  private void beginCheck() {
    Attempt next;
    boolean stuck;
    lock.lock();
    try {
      if (ended || (attempt != null && !attempt.settled)) {
        return;
      }
      stuck = attempt != null && !attempt.returned;
      next = new Attempt(check, due);
      if (!stuck) {
        attempt = next;
      }
    } finally {
      lock.unlock();
    }
    if (stuck) {
      // it reacts neither to its deadline nor to being interrupted, and another one would hang as
      // well
      settle(next, next.check.timeout(), "the check before this one still hangs");
      return;
    }
    try {
      threads.execute(() -> carryOut(next));
    } catch (RejectedExecutionException closed) {
      end();
    }
  }

  private void carryOut(Attempt mine) {
    long begin = clock.nanoTime();
    Duration timeout = mine.check.timeout();
    lock.lock();
    try {
      mine.thread = Thread.currentThread();
      mine.lateness = Duration.ofNanos(Math.max(0, begin - mine.due));
      if (ended) {
        return;
      }
    } finally {
      lock.unlock();
    }
    ManagerClock.Timer deadline = clock.schedule(timeout, () -> {
      settle(mine, timeout, "no answer within " + timeout);
      interrupt(mine);
    });
    String error = outcome(mine.check);
    deadline.cancel();
    lock.lock();
    try {
      mine.returned = true;
      mine.thread = null;
    } finally {
      lock.unlock();
    }
    settle(mine, Duration.ofNanos(clock.nanoTime() - begin), error);
  }

  private void interrupt(Attempt hanging) {
    lock.lock();
    try {
      if (hanging.thread != null) {
        hanging.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
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

  /** Takes the outcome of an attempt, the first time, and plans the next one. */
  private void settle(Attempt done, Duration took, @Nullable String error) {
    HealthReport report;
    lock.lock();
    try {
      if (done.settled || ended) {
        return;
      }
      done.settled = true;
      if (!done.check.equals(check)) {
        planFirst();
        return;
      }
      boolean starting =
          clock.nanoTime() - launchedAt < done.check.startPeriod().toNanos();
      verdict =
          error == null ? verdict.succeeded(done.check) : verdict.failed(done.check, starting);
      report = new HealthReport(verdict.status(), clock.now(), took, verdict.failures(), error);
      planNext();
    } finally {
      lock.unlock();
    }
    tell(done, report);
  }

  private void tell(Attempt done, HealthReport report) {
    supervisor.reportHealth(id(), live.generation(), report);
    boolean failed = report.error() != null;
    if (failed
        && report.status() == HealthStatus.UNHEALTHY
        && done.check.whenUnhealthy() == HealthCheck.Reaction.RESTART) {
      // again with every check: the one before may have come to nothing
      supervisor.restartUnhealthy(id(), live.generation(), String.valueOf(report.error()));
    }
    Duration took = Objects.requireNonNull(report.responseTime());
    findings.checked(
        live.server(),
        new CompletedCheck(id(), done.check.kind(), !failed, took, done.lateness),
        report.status());
  }

  private ServerId id() {
    return live.server().id();
  }
}
