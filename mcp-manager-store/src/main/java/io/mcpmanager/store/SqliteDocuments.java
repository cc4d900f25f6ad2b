package io.mcpmanager.store;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Keeps documents. */
final class SqliteDocuments implements DocumentStore {

  private static final long ANY_REVISION = -1;

  private final Readers readers;

  SqliteDocuments(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Optional<Document> find(String kind, String tenant, String id) {
    return readers.read(handle -> find(handle, kind, tenant, id));
  }

  @Override
  public Optional<Document> lookup(String kind, String lookup) {
    return readers.read(handle -> new Conditions()
        .and("kind = ?", kind)
        .and("lookup = ?", lookup)
        .select(handle, "document", "")
        .map((row, context) -> document(row))
        .findOne());
  }

  @Override
  public List<Document> list(String kind, String tenant, String afterId, int limit) {
    Conditions.checkLimit(limit);
    return readers.read(handle -> new Conditions()
        .and("kind = ?", kind)
        .and("tenant = ?", tenant)
        .and("id > ?", afterId)
        .select(handle, "document", "order by id limit " + limit)
        .map((row, context) -> document(row))
        .list());
  }

  @Override
  public List<String> tenants(String kind) {
    return readers.read(handle -> handle
        .select("select distinct tenant from document where kind = ?", kind)
        .mapTo(String.class)
        .list());
  }

  @Override
  public List<Document> expired(String kind, Instant now, int limit) {
    Conditions.checkLimit(limit);
    return readers.read(handle -> new Conditions()
        .and("kind = ?", kind)
        .and("expires_at <= ?", now.toEpochMilli())
        .select(handle, "document", "limit " + limit)
        .map((row, context) -> document(row))
        .list());
  }

  /** Writes a document, as part of a commit. */
  static void put(Handle handle, StoreChange.PutDocument put) {
    Document document = put.document();
    long present = find(handle, document.kind(), document.tenant(), document.id())
        .map(Document::revision)
        .orElse(0L);
    if (put.expectedRevision() != ANY_REVISION && put.expectedRevision() != present) {
      throw stale(document.kind(), put.expectedRevision(), present);
    }
    refuseTakenLookup(handle, document);
    try (Update update = handle.createUpdate(
        "insert into document values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (kind, tenant, id)"
            + " do update set lookup = excluded.lookup, revision = excluded.revision,"
            + " updated_at = excluded.updated_at, expires_at = excluded.expires_at,"
            + " content = excluded.content")) {
      Instant expires = document.expiresAt();
      int ignored = update
          .bind(0, document.kind())
          .bind(1, document.tenant())
          .bind(2, document.id())
          .bind(3, document.lookup())
          .bind(4, present + 1)
          .bind(5, document.createdAt().toEpochMilli())
          .bind(6, document.updatedAt().toEpochMilli())
          .bind(7, expires == null ? null : (Long) expires.toEpochMilli())
          .bind(8, document.json())
          .execute();
    }
  }

  /** Deletes a document, as part of a commit. */
  static void delete(Handle handle, StoreChange.DeleteDocument delete) {
    if (delete.expectedRevision() != ANY_REVISION) {
      find(handle, delete.kind(), delete.tenant(), delete.id()).ifPresent(present -> {
        if (present.revision() != delete.expectedRevision()) {
          throw stale(delete.kind(), delete.expectedRevision(), present.revision());
        }
      });
    }
    int ignored = handle.execute(
        "delete from document where kind = ? and tenant = ? and id = ?",
        delete.kind(),
        delete.tenant(),
        delete.id());
  }

  private static void refuseTakenLookup(Handle handle, Document document) {
    if (document.lookup() == null) {
      return;
    }
    boolean taken = handle
        .createQuery("select 1 from document where kind = ? and lookup = ?"
            + " and not (tenant = ? and id = ?)")
        .bind(0, document.kind())
        .bind(1, document.lookup())
        .bind(2, document.tenant())
        .bind(3, document.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
    if (taken) {
      throw new McpManagerException(
          ErrorCode.NAME_TAKEN, "there is a " + document.kind() + " by that name already");
    }
  }

  private static McpManagerException stale(String kind, long expected, long present) {
    return new McpManagerException(
        ErrorCode.STALE_REVISION,
        "the " + kind + " is at revision " + present + ", not " + expected
            + "; read it again and repeat the change");
  }

  private static Optional<Document> find(Handle handle, String kind, String tenant, String id) {
    return new Conditions()
        .and("kind = ?", kind)
        .and("tenant = ?", tenant)
        .and("id = ?", id)
        .select(handle, "document", "")
        .map((row, context) -> document(row))
        .findOne();
  }

  private static Document document(ResultSet row) throws SQLException {
    long expires = row.getLong("expires_at");
    return new Document(
        row.getString("kind"),
        row.getString("tenant"),
        row.getString("id"),
        row.getString("lookup"),
        row.getLong("revision"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        row.getObject("expires_at") == null ? null : Instant.ofEpochMilli(expires),
        row.getString("content"));
  }
}
