package io.mcpmanager.core.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The documents of one kind. What has expired is not found any more, whether it has been deleted yet or not. */
final class Shelf<T> {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Something kept.
   *
   * @param revision the store's number of its last change
   */
  record Kept<T>(
      String tenant, String id, long revision, @Nullable Instant expiresAt, T value) {}

  private final DocumentStore documents;
  private final ManagerClock clock;
  private final String kind;
  private final Function<T, ObjectNode> writer;
  private final Function<JsonNode, T> reader;

  Shelf(
      DocumentStore documents,
      ManagerClock clock,
      String kind,
      Function<T, ObjectNode> writer,
      Function<JsonNode, T> reader) {
    this.documents = documents;
    this.clock = clock;
    this.kind = kind;
    this.writer = writer;
    this.reader = reader;
  }

  String kind() {
    return kind;
  }

  Optional<Kept<T>> find(String tenant, String id) {
    return documents.find(kind, tenant, id).filter(this::lives).map(this::kept);
  }

  Optional<Kept<T>> lookup(String lookup) {
    return documents.lookup(kind, lookup).filter(this::lives).map(this::kept);
  }

  List<Kept<T>> list(String tenant, String afterId, int limit) {
    return documents.list(kind, tenant, afterId, limit).stream()
        .filter(this::lives)
        .map(this::kept)
        .toList();
  }

  /** All whose ids begin with a prefix, at most {@code limit}. */
  List<Kept<T>> startingWith(String tenant, String prefix, int limit) {
    return documents.list(kind, tenant, prefix, limit).stream()
        .takeWhile(document -> document.id().startsWith(prefix))
        .filter(this::lives)
        .map(this::kept)
        .toList();
  }

  /** What has to go: everything that has expired. */
  List<StoreChange> expired(int limit) {
    return documents.expired(kind, clock.now(), limit).stream()
        .<StoreChange>map(document -> new StoreChange.DeleteDocument(
            kind, document.tenant(), document.id(), document.revision()))
        .toList();
  }

  /** Writes something new. */
  StoreChange add(
      String tenant, String id, @Nullable String lookup, @Nullable Instant expiresAt, T value) {
    return put(tenant, id, lookup, expiresAt, value, 0);
  }

  /** Writes something in place of what was kept. */
  StoreChange replace(Kept<T> former, @Nullable String lookup, T value) {
    return put(former.tenant(), former.id(), lookup, former.expiresAt(), value, former.revision());
  }

  StoreChange put(
      String tenant,
      String id,
      @Nullable String lookup,
      @Nullable Instant expiresAt,
      T value,
      long expectedRevision) {
    Instant now = clock.now();
    return new StoreChange.PutDocument(
        new Document(
            kind,
            tenant,
            id,
            lookup,
            0,
            now,
            now,
            expiresAt,
            writer.apply(value).toString()),
        expectedRevision);
  }

  StoreChange remove(Kept<T> kept) {
    return new StoreChange.DeleteDocument(kind, kept.tenant(), kept.id(), -1);
  }

  private boolean lives(Document document) {
    Instant end = document.expiresAt();
    return end == null || end.isAfter(clock.now());
  }

  private Kept<T> kept(Document document) {
    try {
      return new Kept<>(
          document.tenant(),
          document.id(),
          document.revision(),
          document.expiresAt(),
          reader.apply(JSON.readTree(document.json())));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new StoreException("a stored " + kind + " is unreadable", e);
    }
  }
}
