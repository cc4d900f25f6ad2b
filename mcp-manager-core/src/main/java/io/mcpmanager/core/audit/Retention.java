package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off what is no longer kept of the trails, every hour. A trail that is not what was written is left as it is: what
 * somebody did to it must not go unseen because it was cut off.
 */
final class Retention implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final Duration BETWEEN_CUTS = Duration.ofMillis(100);
  // so that a trail in which little happens is not cut every hour, each time with an entry that
  // says so
  private static final Duration SLACK = Duration.ofDays(1);
  private static final long AT_ONCE = 5000;

  private final AuditStore store;
  private final Marks marks;
  private final Verifier verifier;
  private final Appender appender;
  private final Lock cutting;
  private final AuditRetention limits;
  private final ManagerClock clock;
  private volatile ManagerClock.@Nullable Timer next;
  private volatile boolean closed;

  /**
   * Does nothing until it is started.
   *
   * @param cutting held while a trail is cut
   */
  Retention(
      AuditStore store,
      Marks marks,
      Verifier verifier,
      Appender appender,
      Lock cutting,
      AuditRetention limits,
      ManagerClock clock) {
    this.store = store;
    this.marks = marks;
    this.verifier = verifier;
    this.appender = appender;
    this.cutting = cutting;
    this.limits = limits;
    this.clock = clock;
  }

  void start() {
    schedule(PAUSE);
  }

  private void look() {
    boolean more = false;
    try {
      for (String tenant : store.tenants()) {
        more |= cut(tenant);
      }
    } catch (McpManagerException e) {
      // the store says itself what is wrong with it
      LOG.atDebug().setCause(e).log("the audit trail could not be cut");
    }
    schedule(more ? BETWEEN_CUTS : PAUSE);
  }

  /** Whether there is more to cut off. */
  private boolean cut(String tenant) {
    // whoever verifies a trail needs its old end
    if (!cutting.tryLock()) {
      return false;
    }
    try {
      List<AuditRecord> newest = store.before(tenant, AuditFilter.ALL, Long.MAX_VALUE, 1);
      Optional<AuditRecord> oldest = store.oldest(tenant);
      if (newest.isEmpty() || oldest.isEmpty()) {
        return false;
      }
      long first = oldest.get().sequence();
      long wanted = Math.min(
          Math.max(tooOld(tenant, oldest.get()), newest.getFirst().sequence() - limits.maxCount()),
          // the newest stays
          newest.getFirst().sequence() - 1);
      if (wanted < first) {
        return false;
      }
      long last = Math.min(wanted, first + AT_ONCE - 1);
      return cut(tenant, first, last) && last < wanted;
    } finally {
      cutting.unlock();
    }
  }

  /** The last entry that is too old; 0 if none is. */
  private long tooOld(String tenant, AuditRecord oldest) {
    Instant limit = clock.now().minus(limits.maxAge());
    if (!oldest.time().isBefore(limit.minus(SLACK))) {
      return 0;
    }
    var old = new AuditFilter("", "", "", Set.of(), null, limit, "");
    return store.before(tenant, old, Long.MAX_VALUE, 1).stream()
        .mapToLong(AuditRecord::sequence)
        .findFirst()
        .orElse(0);
  }

  private boolean cut(String tenant, long first, long last) {
    Optional<AuditFault> fault = verifier.verifyUpTo(tenant, last);
    List<AuditRecord> found = store.before(tenant, AuditFilter.ALL, last + 1, 1);
    if (fault.isPresent() || found.isEmpty() || found.getFirst().sequence() != last) {
      LOG.atError()
          .addKeyValue("tenant", tenant)
          .addKeyValue("sequence", fault.map(AuditFault::sequence).orElse(last))
          .log("the audit trail is not what was written; nothing is cut off it");
      return false;
    }
    var entry = new Draft(
        tenant,
        Principal.SYSTEM,
        AuditTrail.CUT,
        "",
        AuditResult.DONE,
        "audit-retention",
        Sequences.range(first, last),
        new Personal("", "", Map.of()));
    appender.submit(plan -> {
      plan.append(entry);
      plan.add(new StoreChange.CutAudit(tenant, last));
      plan.add(Marks.putCut(plan.cut(tenant, found.getFirst())));
      marks.deleteAnchors(tenant, last).forEach(plan::add);
    });
    return true;
  }

  private void schedule(Duration delay) {
    if (!closed) {
      next = clock.schedule(delay, this::look);
    }
  }

  @Override
  public void close() {
    closed = true;
    ManagerClock.Timer waiting = next;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
