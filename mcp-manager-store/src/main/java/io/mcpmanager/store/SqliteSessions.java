package io.mcpmanager.store;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.spi.store.SessionRecord;
import io.mcpmanager.spi.store.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the sessions of clients. */
final class SqliteSessions implements SessionStore {

  private final Readers readers;
  private final Writer writer;

  SqliteSessions(Readers readers, Writer writer) {
    this.readers = readers;
    this.writer = writer;
  }

  @Override
  public Map<String, Instant> lastSeen() {
    return readers.read(handle -> handle
        .createQuery("select key, last_seen_at from session")
        .map((row, context) ->
            Map.entry(row.getString("key"), Instant.ofEpochMilli(row.getLong("last_seen_at"))))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public Optional<SessionRecord> find(String key) {
    return readers.read(handle -> new Conditions()
        .and("key = ?", key)
        .select(handle, "session", "")
        .map((row, context) -> session(row))
        .findOne());
  }

  @Override
  public void update(List<SessionRecord> sessions) {
    List<SessionRecord> changed = List.copyOf(sessions);
    if (!changed.isEmpty()) {
      writer.relaxed(handle -> replace(handle, changed));
    }
  }

  private static int replace(Handle handle, List<SessionRecord> sessions) {
    try (PreparedBatch batch = handle.prepareBatch("update session set number = ?, tenant = ?,"
        + " principal = ?, principal_kind = ?, scope = ?, life = ?, opened_at = ?,"
        + " last_seen_at = ?, requests = ?, state = ? where key = ?")) {
      for (SessionRecord session : sessions) {
        bind(batch, session, 0).bind(10, session.key()).add();
      }
      return batch.execute().length;
    }
  }

  /** Writes a session, as part of a commit. */
  static void put(Handle handle, SessionRecord session) {
    try (PreparedBatch batch = handle.prepareBatch(
        "insert or replace into session values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      bind(batch.bind(0, session.key()), session, 1).add();
      int[] ignored = batch.execute();
    }
  }

  private static PreparedBatch bind(PreparedBatch batch, SessionRecord session, int from) {
    return batch
        .bind(from, session.number())
        .bind(from + 1, session.tenant())
        .bind(from + 2, session.principal().id())
        .bind(from + 3, session.principal().kind().name())
        .bind(from + 4, session.scope())
        .bind(from + 5, session.life())
        .bind(from + 6, session.openedAt().toEpochMilli())
        .bind(from + 7, session.lastSeenAt().toEpochMilli())
        .bind(from + 8, session.requests())
        .bind(from + 9, session.state());
  }

  private static SessionRecord session(ResultSet row) throws SQLException {
    try {
      return new SessionRecord(
          row.getString("key"),
          row.getString("number"),
          row.getString("tenant"),
          new Principal(
              row.getString("principal"), Principal.Kind.valueOf(row.getString("principal_kind"))),
          row.getString("scope"),
          row.getInt("life"),
          Instant.ofEpochMilli(row.getLong("opened_at")),
          Instant.ofEpochMilli(row.getLong("last_seen_at")),
          row.getLong("requests"),
          row.getString("state"));
    } catch (IllegalArgumentException e) {
      throw new SQLException("a session can't be read: " + e.getMessage(), e);
    }
  }
}
