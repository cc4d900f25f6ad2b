package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.DiagnosticCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check, kept from doing harm: it has a thread of its own, a time limit, and as long as one attempt hangs there is
 * no second. Confined to the holder of the examiner's lock.
 */
final class GuardedCheck {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedCheck.class);
  private static final int MAX_FINDINGS = 100;

  private final DiagnosticCheck check;
  private @Nullable Attempt attempt;
  private boolean stuck;

  private record Attempt(Thread thread, CompletableFuture<List<Finding>> result) {}

  GuardedCheck(DiagnosticCheck check) {
    this.check = check;
  }

  /** Starts to look, unless an earlier attempt still hangs. */
  void begin(CallContext context) {
    // what it may still find was asked for by somebody else
    stuck = attempt != null && attempt.thread().isAlive();
    if (stuck) {
      return;
    }
    var result = new CompletableFuture<List<Finding>>();
    // a platform thread: a file system that hangs would hold the carrier of a virtual one
    Thread thread =
        Thread.ofPlatform().name(threadName()).daemon().start(() -> look(context, result));
    attempt = new Attempt(thread, result);
  }

  /** What was found, or that nothing was in time. */
  List<Finding> await(Duration rest, Duration limit) throws InterruptedException {
    Attempt running = attempt;
    if (running == null || stuck) {
      return List.of(hangs("the check still hangs since an earlier examination"));
    }
    try {
      return running.result().get(Math.max(0, rest.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      running.thread().interrupt();
      return List.of(hangs("the check did not end within " + limit.toMillis() + " ms"));
    } catch (ExecutionException failed) {
      return List.of(failure(failed.getCause()));
    }
  }

  void interrupt() {
    Attempt running = attempt;
    if (running != null) {
      running.thread().interrupt();
    }
  }

  private void look(CallContext context, CompletableFuture<List<Finding>> result) {
    try {
      result.complete(bounded(check.examine(context)));
    } catch (Throwable anything) {
      // whatever a check throws is what it found
      result.completeExceptionally(anything);
    }
  }

  private List<Finding> bounded(List<Finding> findings) {
    if (findings.size() <= MAX_FINDINGS) {
      return List.copyOf(findings);
    }
    var kept = new ArrayList<>(findings.subList(0, MAX_FINDINGS));
    List<Finding> rest = findings.subList(MAX_FINDINGS, findings.size());
    Finding.Status worst =
        rest.stream().map(Finding::status).max(Comparator.naturalOrder()).orElseThrow();
    kept.add(new Finding(
        check.id(),
        "",
        worst,
        rest.size() + " more findings are not shown",
        "Mend the ones above first, then look again."));
    return kept;
  }

  private Finding hangs(String found) {
    return Finding.problem(
        check.id(),
        found,
        "What it looks at hangs, such as a file system. A thread dump shows where: its thread is "
            + threadName() + ".");
  }

  private String threadName() {
    return "mcp-check-" + check.id();
  }

  private Finding failure(@Nullable Throwable cause) {
    LOG.atDebug().setCause(cause).addKeyValue("check", check.id()).log("a check failed");
    // messages of others may quote anything; ours never hold a secret
    String why = cause instanceof McpManagerException ours
        ? String.valueOf(ours.getMessage())
        : cause == null ? "no reason given" : cause.getClass().getSimpleName();
    return Finding.problem(
        check.id(),
        "the check failed: " + why,
        "The manager's log has more at the level debug of " + GuardedCheck.class.getName() + ".");
  }
}
