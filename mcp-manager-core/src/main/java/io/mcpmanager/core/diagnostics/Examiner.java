package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.diagnostics.DiagnosticsReport;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Carries out checks side by side and leaves behind those that hang. */
public final class Examiner implements Diagnostics, AutoCloseable {

  private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = CHECK_LIMIT.multipliedBy(2);

  private final List<GuardedCheck> checks;
  private final ManagerClock clock;
  private final Duration limit;

  /** Held for one examination: no check runs twice at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  /** An examiner with these checks. */
  public Examiner(List<DiagnosticCheck> checks, ManagerClock clock) {
    this(checks, clock, CHECK_LIMIT);
  }

  Examiner(List<DiagnosticCheck> checks, ManagerClock clock, Duration limit) {
    this.checks = checks.stream().map(GuardedCheck::new).toList();
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public DiagnosticsReport examine(CallContext context) throws InterruptedException {
    if (!lock.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "another examination is going on; try again in some seconds");
    }
    try {
      Instant time = clock.now();
      long start = System.nanoTime();
      checks.forEach(check -> check.begin(context));
      var findings = new ArrayList<Finding>();
      for (GuardedCheck check : checks) {
        findings.addAll(check.await(limit.minusNanos(System.nanoTime() - start), limit));
      }
      return new DiagnosticsReport(time, Duration.ofNanos(System.nanoTime() - start), findings);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String threadDump(CallContext context) {
    return ThreadDump.take();
  }

  /** Interrupts checks that still hang. Idempotent; does not wait for them. */
  @Override
  public void close() {
    checks.forEach(GuardedCheck::interrupt);
  }
}
