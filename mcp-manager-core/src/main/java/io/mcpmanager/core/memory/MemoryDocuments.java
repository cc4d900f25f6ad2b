package io.mcpmanager.core.memory;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents, for an {@link InMemoryStore}. */
final class MemoryDocuments implements DocumentStore {

  private static final long ANY_REVISION = -1;

  private record Key(String kind, String tenant, String id) {

    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::tenant).thenComparing(Key::id);
  }

  private record Lookup(String kind, String lookup) {}

  private final InMemoryStore store;
  private final TreeMap<Key, Document> documents = new TreeMap<>(Key.ORDER);
  private final Map<Lookup, Key> lookups = new java.util.HashMap<>();

  MemoryDocuments(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<Document> find(String kind, String tenant, String id) {
    return store.locked(() -> Optional.ofNullable(documents.get(new Key(kind, tenant, id))));
  }

  @Override
  public Optional<Document> lookup(String kind, String lookup) {
    return store.locked(
        () -> Optional.ofNullable(lookups.get(new Lookup(kind, lookup))).map(documents::get));
  }

  @Override
  public List<Document> list(String kind, String tenant, String afterId, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(
        () -> documents.tailMap(new Key(kind, tenant, afterId), false).values().stream()
            .takeWhile(one -> one.kind().equals(kind) && one.tenant().equals(tenant))
            .limit(limit)
            .toList());
  }

  @Override
  public List<String> tenants(String kind) {
    return store.locked(() -> documents.keySet().stream()
        .filter(key -> key.kind().equals(kind))
        .map(Key::tenant)
        .distinct()
        .toList());
  }

  @Override
  public List<Document> expired(String kind, Instant now, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> documents.values().stream()
        .filter(one -> one.kind().equals(kind) && hasExpired(one.expiresAt(), now))
        .limit(limit)
        .toList());
  }

  private static boolean hasExpired(@Nullable Instant expiresAt, Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  /** What a commit does to documents; nothing of it is seen before it is applied as a whole. */
  final class Changes {

    private final TreeMap<Key, Optional<Document>> changed = new TreeMap<>(Key.ORDER);

    void put(StoreChange.PutDocument put) {
      Document document = put.document();
      var key = new Key(document.kind(), document.tenant(), document.id());
      @Nullable Document before = present(key);
      long present = before == null ? 0 : before.revision();
      if (put.expectedRevision() != ANY_REVISION && put.expectedRevision() != present) {
        throw stale(key.kind(), put.expectedRevision(), present);
      }
      refuseTakenLookup(key, document.lookup());
      Instant created = before == null ? inMillis(document.createdAt()) : before.createdAt();
      Instant expires = document.expiresAt();
      changed.put(
          key,
          Optional.of(new Document(
              document.kind(),
              document.tenant(),
              document.id(),
              document.lookup(),
              present + 1,
              created,
              inMillis(document.updatedAt()),
              expires == null ? null : inMillis(expires),
              document.json())));
    }

    void delete(StoreChange.DeleteDocument delete) {
      var key = new Key(delete.kind(), delete.tenant(), delete.id());
      @Nullable Document before = present(key);
      if (before == null) {
        return;
      }
      if (delete.expectedRevision() != ANY_REVISION
          && delete.expectedRevision() != before.revision()) {
        throw stale(key.kind(), delete.expectedRevision(), before.revision());
      }
      changed.put(key, Optional.empty());
    }

    void apply() {
      changed.forEach((key, now) -> {
        Document before = documents.remove(key);
        if (before != null && before.lookup() != null) {
          lookups.remove(new Lookup(key.kind(), before.lookup()));
        }
      });
      changed.forEach((key, now) -> now.ifPresent(document -> {
        documents.put(key, document);
        if (document.lookup() != null) {
          lookups.put(new Lookup(key.kind(), document.lookup()), key);
        }
      }));
    }

    private @Nullable Document present(Key key) {
      Optional<Document> now = changed.get(key);
      return now == null ? documents.get(key) : now.orElse(null);
    }

    private void refuseTakenLookup(Key key, @Nullable String lookup) {
      if (lookup == null) {
        return;
      }
      Key holder = lookups.get(new Lookup(key.kind(), lookup));
      boolean held = holder != null && !holder.equals(key) && has(present(holder), lookup);
      boolean taken = changed.entrySet().stream()
          .anyMatch(other -> other.getKey().kind().equals(key.kind())
              && !other.getKey().equals(key)
              && has(other.getValue().orElse(null), lookup));
      if (held || taken) {
        throw new McpManagerException(
            ErrorCode.NAME_TAKEN, "there is a " + key.kind() + " by that name already");
      }
    }

    private static boolean has(@Nullable Document document, String lookup) {
      return document != null && lookup.equals(document.lookup());
    }
  }

  private static Instant inMillis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  private static McpManagerException stale(String kind, long expected, long present) {
    return new McpManagerException(
        ErrorCode.STALE_REVISION,
        "the " + kind + " is at revision " + present + ", not " + expected
            + "; read it again and repeat the change");
  }
}
