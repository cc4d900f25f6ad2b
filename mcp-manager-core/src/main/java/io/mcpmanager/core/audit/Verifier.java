package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether a trail is still what was written. */
final class Verifier {

  private static final int PAGE = 1000;

  private final AuditStore store;
  private final Marks marks;
  private final Seals seals;

  Verifier(AuditStore store, Marks marks, Seals seals) {
    this.store = store;
    this.marks = marks;
    this.seals = seals;
  }

  /**
   * Looks at all of a tenant's trail. It may grow meanwhile, but must not be cut.
   *
   * @param kept anchors that are kept elsewhere, of any tenants
   */
  AuditVerification verify(String tenant, List<AuditAnchor> kept) {
    // the ends first: what is appended from here on lies behind them
    Optional<Optional<AuditAnchor>> head = marks.head(tenant);
    Optional<Optional<AuditAnchor>> cut = marks.cut(tenant);
    var anchors = new HashMap<Long, List<AuditAnchor>>();
    if (isForged(Seals.Kind.CUT, cut)) {
      return faulty(tenant, 1, AuditFault.Kind.FORGED, "the note of where the trail begins");
    }
    long begin = cut.flatMap(mark -> mark).map(AuditAnchor::sequence).orElse(0L) + 1;
    if (isForged(Seals.Kind.HEAD, head)) {
      return faulty(tenant, begin, AuditFault.Kind.FORGED, "the note of where the trail ends");
    }
    for (Optional<AuditAnchor> stored : marks.anchors(tenant)) {
      if (!add(anchors, stored)) {
        return faulty(tenant, begin, AuditFault.Kind.FORGED, "an anchor in the store");
      }
    }
    for (AuditAnchor one : kept) {
      if (one.tenant().equals(tenant) && !add(anchors, Optional.of(one))) {
        return faulty(tenant, begin, AuditFault.Kind.FORGED, "an anchor of " + one.time());
      }
    }
    String previous = cut.flatMap(mark -> mark).map(AuditAnchor::hash).orElse(Seals.BEGINNING);
    var walk = new Walk(seals, begin, previous, anchors);
    Optional<AuditFault> fault =
        walk(tenant, walk, Long.MAX_VALUE).or(() -> walk.end(head.flatMap(mark -> mark)));
    return new AuditVerification(tenant, begin, walk.last(), walk.anchorsMet(), fault);
  }

  /**
   * Looks at the old end of a trail only, up to an entry.
   *
   * @return what is wrong there
   */
  Optional<AuditFault> verifyUpTo(String tenant, long sequence) {
    Optional<Optional<AuditAnchor>> cut = marks.cut(tenant);
    if (isForged(Seals.Kind.CUT, cut)) {
      return Optional.of(new AuditFault(
          AuditFault.Kind.FORGED, 1, "the note of where the trail begins is not genuine"));
    }
    long begin = cut.flatMap(mark -> mark).map(AuditAnchor::sequence).orElse(0L) + 1;
    String previous = cut.flatMap(mark -> mark).map(AuditAnchor::hash).orElse(Seals.BEGINNING);
    return walk(tenant, new Walk(seals, begin, previous, Map.of()), sequence);
  }

  private Optional<AuditFault> walk(String tenant, Walk walk, long upTo) {
    Optional<AuditFault> fault = store.oldest(tenant).flatMap(walk::begin);
    List<AuditRecord> page = List.of();
    long position = walk.last();
    do {
      page = fault.isPresent() ? List.of() : store.after(tenant, AuditFilter.ALL, position, PAGE);
      for (AuditRecord entry : page) {
        if (fault.isEmpty() && entry.sequence() <= upTo) {
          fault = walk.step(entry);
        }
        position = entry.sequence();
      }
    } while (!page.isEmpty() && position < upTo);
    return fault;
  }

  /** Whether the anchor is genuine. */
  private boolean add(Map<Long, List<AuditAnchor>> anchors, Optional<AuditAnchor> anchor) {
    Optional<AuditAnchor> genuine =
        anchor.filter(content -> seals.isGenuine(Seals.Kind.ANCHOR, content));
    // of one entry there may be several, and all must agree
    genuine.ifPresent(content ->
        anchors.computeIfAbsent(content.sequence(), key -> new ArrayList<>(1)).add(content));
    return genuine.isPresent();
  }

  private boolean isForged(Seals.Kind kind, Optional<Optional<AuditAnchor>> mark) {
    return mark.isPresent()
        && !mark.get().filter(content -> seals.isGenuine(kind, content)).isPresent();
  }

  private static AuditVerification faulty(
      String tenant, long sequence, AuditFault.Kind kind, String what) {
    return new AuditVerification(
        tenant,
        sequence,
        sequence - 1,
        0,
        Optional.of(new AuditFault(
            kind, sequence, what + " was not made with the manager's key, or is damaged")));
  }
}
