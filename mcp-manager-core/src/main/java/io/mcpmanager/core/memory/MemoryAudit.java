package io.mcpmanager.core.memory;

import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The audit trails of an {@link InMemoryStore}. */
final class MemoryAudit implements AuditStore {

  private final InMemoryStore store;
  private final TreeMap<String, NavigableMap<Long, AuditRecord>> trails = new TreeMap<>();

  MemoryAudit(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public List<AuditRecord> after(String tenant, AuditFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() ->
        select(of(tenant).tailMap(sequence, false).values(), entry -> entry.passes(filter), limit));
  }

  @Override
  public List<AuditRecord> before(String tenant, AuditFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> select(
        of(tenant).headMap(sequence, false).descendingMap().values(),
        entry -> entry.passes(filter),
        limit));
  }

  @Override
  public List<AuditRecord> about(String tenant, String subject, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> select(
        of(tenant).tailMap(sequence, false).values(),
        entry -> entry.personal() != null
            && (entry.actor().equals(subject) || entry.target().equals(subject)),
        limit));
  }

  private static List<AuditRecord> select(
      Collection<AuditRecord> entries, Predicate<AuditRecord> wanted, int limit) {
    return entries.stream().filter(wanted).limit(limit).toList();
  }

  @Override
  public Optional<AuditRecord> oldest(String tenant) {
    return store.locked(
        () -> Optional.ofNullable(of(tenant).firstEntry()).map(Map.Entry::getValue));
  }

  @Override
  public List<String> tenants() {
    return store.locked(() -> List.copyOf(trails.keySet()));
  }

  private NavigableMap<Long, AuditRecord> of(String tenant) {
    return trails.getOrDefault(tenant, new TreeMap<>());
  }

  /** What a commit does to the trails; nothing of it is seen before it is applied as a whole. */
  final class Changes {

    private final List<StoreChange> changes = new ArrayList<>();
    private final Map<String, Long> newest = new HashMap<>();

    void append(AuditRecord entry) {
      long last = newest.computeIfAbsent(
          entry.tenant(),
          tenant -> of(tenant).isEmpty() ? Long.MIN_VALUE : of(tenant).lastKey());
      if (entry.sequence() <= last) {
        throw new McpManagerException(
            ErrorCode.STALE_REVISION,
            "the audit trail has come to entry " + last + " already, not to "
                + (entry.sequence() - 1));
      }
      newest.put(entry.tenant(), entry.sequence());
      changes.add(new StoreChange.AppendAudit(inMillis(entry)));
    }

    void add(StoreChange change) {
      changes.add(change);
    }

    void apply() {
      for (StoreChange change : changes) {
        if (change instanceof StoreChange.AppendAudit append) {
          trails
              .computeIfAbsent(append.entry().tenant(), tenant -> new TreeMap<>())
              .put(append.entry().sequence(), append.entry());
        } else if (change instanceof StoreChange.EraseAudit erase) {
          NavigableMap<Long, AuditRecord> trail = of(erase.tenant());
          erase
              .sequences()
              .forEach(
                  sequence -> trail.computeIfPresent(sequence, (key, entry) -> entry.erased()));
        } else if (change instanceof StoreChange.CutAudit cut) {
          of(cut.tenant()).headMap(cut.lastSequence(), true).clear();
        }
      }
      trails.values().removeIf(Map::isEmpty);
    }

    private static AuditRecord inMillis(AuditRecord entry) {
      return new AuditRecord(
          entry.tenant(),
          entry.sequence(),
          entry.time().truncatedTo(ChronoUnit.MILLIS),
          entry.actor(),
          entry.actorKind(),
          entry.action(),
          entry.target(),
          entry.result(),
          entry.correlationId(),
          entry.note(),
          entry.digest(),
          entry.hash(),
          entry.personal());
    }
  }
}
