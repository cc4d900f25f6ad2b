package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where each trail ends, as far as has been asked. Used by one thread. */
final class Heads {

  private static final Logger LOG = LoggerFactory.getLogger(Heads.class);
  private static final int KEPT = 10_000;

  private final AuditStore store;
  private final Marks marks;
  private final Seals seals;
  private final Map<String, Plan.Head> known = new HashMap<>();

  Heads(AuditStore store, Marks marks, Seals seals) {
    this.store = store;
    this.marks = marks;
    this.seals = seals;
  }

  Plan.Head of(String tenant) {
    Plan.Head head = known.get(tenant);
    if (head == null) {
      head = read(tenant);
      moved(tenant, head);
    }
    return head;
  }

  void moved(String tenant, Plan.Head head) {
    if (known.size() >= KEPT) {
      known.clear();
    }
    known.put(tenant, head);
  }

  /** What is in the store may not be what was thought. */
  void forget() {
    known.clear();
  }

  /**
   * A trail that was tampered with goes on behind all that is there and all that is known to have been: it stays broken
   * where it is, which shows, and the manager works on.
   */
  private Plan.Head read(String tenant) {
    Optional<Plan.Head> noted = genuine(Seals.Kind.HEAD, marks.head(tenant));
    List<AuditRecord> newest = store.before(tenant, AuditFilter.ALL, Long.MAX_VALUE, 1);
    Optional<Plan.Head> present =
        newest.stream().findFirst().map(entry -> new Plan.Head(entry.sequence(), entry.hash()));
    if (noted.isEmpty() && present.isEmpty()) {
      return genuine(Seals.Kind.CUT, marks.cut(tenant)).orElse(new Plan.Head(0, Seals.BEGINNING));
    }
    if (!noted.equals(present)) {
      LOG.atError()
          .addKeyValue("tenant", tenant)
          .addKeyValue("noted", noted.map(Plan.Head::sequence).orElse(0L))
          .addKeyValue("present", present.map(Plan.Head::sequence).orElse(0L))
          .log("the audit trail does not end where it did; verifying it says more");
    }
    return noted
        .filter(head -> present.isEmpty() || head.sequence() >= present.get().sequence())
        .or(() -> present)
        .orElseThrow();
  }

  private Optional<Plan.Head> genuine(Seals.Kind kind, Optional<Optional<AuditAnchor>> mark) {
    return mark.flatMap(content -> content)
        .filter(content -> seals.isGenuine(kind, content))
        .map(content -> new Plan.Head(content.sequence(), content.hash()));
  }
}
