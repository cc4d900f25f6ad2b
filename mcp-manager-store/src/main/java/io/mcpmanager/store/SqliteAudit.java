package io.mcpmanager.store;

import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.StoreChange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the audit trails. */
final class SqliteAudit implements AuditStore {

  private static final RowFormat<AuditRecord> ROWS =
      new RowFormat<>("insert into audit_entry", 13, SqliteAudit::bind);

  private static final String ABOUT = """
      select * from (
        select * from audit_entry where tenant = :tenant and actor = :subject and sequence > :after
        union
        select * from audit_entry where tenant = :tenant and target = :subject and sequence > :after)
      where personal is not null order by sequence limit :limit""";

  /** Jumps from one tenant to the next instead of reading every entry. */
  private static final String TENANTS = """
      with recursive one(tenant) as (
        select min(tenant) from audit_entry
        union all
        select (select min(tenant) from audit_entry where tenant > one.tenant)
        from one where one.tenant is not null)
      select tenant from one where tenant is not null""";

  private final Readers readers;

  SqliteAudit(Readers readers) {
    this.readers = readers;
  }

  @Override
  public List<AuditRecord> after(String tenant, AuditFilter filter, long sequence, int limit) {
    return select(
        new Conditions().and("tenant = ?", tenant).and("sequence > ?", sequence),
        filter,
        "order by sequence",
        limit);
  }

  @Override
  public List<AuditRecord> before(String tenant, AuditFilter filter, long sequence, int limit) {
    return select(
        new Conditions().and("tenant = ?", tenant).and("sequence < ?", sequence),
        filter,
        "order by sequence desc",
        limit);
  }

  private List<AuditRecord> select(
      Conditions conditions, AuditFilter filter, String order, int limit) {
    Conditions.checkLimit(limit);
    if (!filter.actor().isEmpty()) {
      conditions.and("actor = ?", filter.actor());
    }
    if (!filter.results().isEmpty()) {
      conditions.andIn("result", filter.results().stream().map(Enum::name).toList());
    }
    filter
        .earliest()
        .ifPresent(time -> conditions.and("time >= ?", SqliteEvents.ceilingMillis(time)));
    filter.latest().ifPresent(time -> conditions.and("time < ?", SqliteEvents.ceilingMillis(time)));
    return readers.read(handle -> {
      // beginnings of words are compared here, not by patterns whose signs would have to be escaped
      try (Stream<AuditRecord> found =
          conditions
              .select(handle, "audit_entry", order)
              .map((row, context) -> entry(row))
              .stream()) {
        return found.filter(entry -> entry.passes(filter)).limit(limit).toList();
      }
    });
  }

  @Override
  public List<AuditRecord> about(String tenant, String subject, long sequence, int limit) {
    Conditions.checkLimit(limit);
    return readers.read(handle -> handle
        .createQuery(ABOUT)
        .bind("tenant", tenant)
        .bind("subject", subject)
        .bind("after", sequence)
        .bind("limit", limit)
        .map((row, context) -> entry(row))
        .list());
  }

  @Override
  public Optional<AuditRecord> oldest(String tenant) {
    return readers.read(handle -> new Conditions()
        .and("tenant = ?", tenant)
        .select(handle, "audit_entry", "order by sequence limit 1")
        .map((row, context) -> entry(row))
        .findOne());
  }

  @Override
  public List<String> tenants() {
    return readers.read(
        handle -> handle.createQuery(TENANTS).mapTo(String.class).list());
  }

  /** Appends an entry, as part of a commit. */
  static void append(WriteConnection connection, AuditRecord entry) {
    Optional<Long> newest = connection
        .sql()
        .createQuery("select max(sequence) from audit_entry where tenant = ?")
        .bind(0, entry.tenant())
        .mapTo(Long.class)
        .findOne();
    if (newest.isPresent() && newest.get() >= entry.sequence()) {
      throw new McpManagerException(
          ErrorCode.STALE_REVISION,
          "the audit trail has come to entry " + newest.get() + " already, not to "
              + (entry.sequence() - 1));
    }
    connection.insertRows(ROWS, List.of(entry));
  }

  /** Erases personal parts, as part of a commit. */
  static void erase(Handle handle, StoreChange.EraseAudit erase) {
    if (erase.sequences().isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(
        "update audit_entry set personal = null where tenant = ? and sequence = ?")) {
      for (Long sequence : erase.sequences()) {
        batch.bind(0, erase.tenant()).bind(1, sequence).add();
      }
      int[] ignored = batch.execute();
    }
  }

  /** Deletes the oldest entries, as part of a commit. */
  static void cut(Handle handle, StoreChange.CutAudit cut) {
    int ignored = handle.execute(
        "delete from audit_entry where tenant = ? and sequence <= ?",
        cut.tenant(),
        cut.lastSequence());
  }

  private static void bind(PreparedStatement statement, int first, AuditRecord entry)
      throws SQLException {
    statement.setString(first, entry.tenant());
    statement.setLong(first + 1, entry.sequence());
    statement.setLong(first + 2, entry.time().toEpochMilli());
    statement.setString(first + 3, entry.actor());
    statement.setString(first + 4, entry.actorKind());
    statement.setString(first + 5, entry.action());
    statement.setString(first + 6, entry.target());
    statement.setString(first + 7, entry.result());
    statement.setString(first + 8, entry.correlationId());
    statement.setString(first + 9, entry.note());
    statement.setString(first + 10, entry.digest());
    statement.setString(first + 11, entry.hash());
    statement.setString(first + 12, entry.personal());
  }

  private static AuditRecord entry(ResultSet row) throws SQLException {
    return new AuditRecord(
        row.getString("tenant"),
        row.getLong("sequence"),
        Instant.ofEpochMilli(row.getLong("time")),
        row.getString("actor"),
        row.getString("actor_kind"),
        row.getString("action"),
        row.getString("target"),
        row.getString("result"),
        row.getString("correlation_id"),
        row.getString("note"),
        row.getString("digest"),
        row.getString("hash"),
        row.getString("personal"));
  }
}
