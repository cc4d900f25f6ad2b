package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one commit does to the trails. Used by one thread. */
final class Plan {

  /**
   * Where a trail ends.
   *
   * @param sequence of its last entry; 0 if it has none
   * @param hash of that entry
   */
  record Head(long sequence, String hash) {}

  /** A part of what is to be done. */
  @FunctionalInterface
  interface Step {

    /** Adds what it wants to a plan; it may be asked again for another plan if the first could not be committed. */
    void into(Plan plan);
  }

  private final Seals seals;
  private final Heads heads;
  private final Instant now;
  private final List<StoreChange> changes = new ArrayList<>();
  private final Map<String, Head> moved = new HashMap<>();
  private final Map<String, Integer> growth = new HashMap<>();

  Plan(Seals seals, Heads heads, Instant now) {
    this.seals = seals;
    this.heads = heads;
    this.now = now;
  }

  /** Where a trail will end. */
  Head head(String tenant) {
    Head planned = moved.get(tenant);
    return planned == null ? heads.of(tenant) : planned;
  }

  Instant now() {
    return now;
  }

  /** Takes a step; one that fails leaves nothing behind. */
  void take(Step step) {
    int before = changes.size();
    Map<String, Head> movedBefore = Map.copyOf(moved);
    boolean taken = false;
    try {
      step.into(this);
      taken = true;
    } finally {
      if (!taken) {
        changes.subList(before, changes.size()).clear();
        moved.clear();
        moved.putAll(movedBefore);
      }
    }
  }

  void append(Draft draft) {
    Head before = head(draft.tenant());
    String personal = draft.personal().write();
    var bare = new AuditRecord(
        draft.tenant(),
        before.sequence() + 1,
        now,
        draft.actor().id(),
        draft.actor().kind().name(),
        draft.action(),
        draft.target(),
        draft.result().name(),
        draft.correlationId(),
        draft.note(),
        Seals.digest(personal),
        "",
        personal);
    String hash = seals.hash(bare, before.hash());
    changes.add(new StoreChange.AppendAudit(bare.withHash(hash)));
    moved.put(draft.tenant(), new Head(bare.sequence(), hash));
  }

  void add(StoreChange change) {
    changes.add(change);
  }

  /** A mark of where a trail ends now; not yet among the changes. */
  AuditAnchor anchor(String tenant) {
    Head end = head(tenant);
    return seals.mark(Seals.Kind.ANCHOR, tenant, end.sequence(), end.hash(), now);
  }

  AuditAnchor cut(String tenant, AuditRecord last) {
    return seals.mark(Seals.Kind.CUT, tenant, last.sequence(), last.hash(), now);
  }

  /** Everything that is to be committed, with the heads that result. */
  List<StoreChange> changes() {
    var all = new ArrayList<>(changes);
    moved.forEach((tenant, head) -> all.add(
        Marks.putHead(seals.mark(Seals.Kind.HEAD, tenant, head.sequence(), head.hash(), now))));
    return all;
  }

  /** By how many entries each trail grows. */
  Map<String, Integer> growth() {
    return growth;
  }

  /** The commit has happened; to be called once. */
  void committed() {
    moved.forEach((tenant, head) -> {
      growth.put(tenant, Math.toIntExact(head.sequence() - heads.of(tenant).sequence()));
      heads.moved(tenant, head);
    });
  }
}
