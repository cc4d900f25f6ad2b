package io.mcpmanager.store;

import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.LogStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Keeps servers' logs. */
final class SqliteLogs implements LogStore {

  // other writes go between two steps of a deletion
  private static final int DELETED_AT_ONCE = Deletions.STEP;

  private static final RowFormat<LogLine> ROWS =
      new RowFormat<>("insert or replace into log_line", 6, SqliteLogs::bind);

  private final Readers readers;
  private final Writer writer;
  private final Deletions deletions;

  SqliteLogs(Readers readers, Writer writer, Deletions deletions) {
    this.readers = readers;
    this.writer = writer;
    this.deletions = deletions;
  }

  @Override
  public void append(List<LogLine> lines) {
    List<LogLine> added = deletions.isEmpty()
        ? List.copyOf(lines)
        : lines.stream().filter(line -> !deletions.hides(line.server())).toList();
    if (!added.isEmpty()) {
      writer.relaxedRows(ROWS, added);
    }
  }

  /** Servers that have lines and do not exist. */
  static List<ServerId> orphans(Handle handle) {
    // steps from server to server through the key; a distinct would read every line
    return handle
        .createQuery("with recursive owner(id) as ("
            + "select min(server) from log_line union all "
            + "select (select min(server) from log_line where server > owner.id) from owner"
            + " where owner.id is not null) "
            + "select id from owner where id is not null and id not in (select id from server)")
        .mapTo(String.class)
        .map(ServerId::of)
        .list();
  }

  /** Deletes some lines of a server, its oldest ones. */
  static int deleteSome(Handle handle, ServerId server, int most) {
    return deleteOldest(handle, server, Long.MAX_VALUE, most);
  }

  private static void bind(PreparedStatement statement, int first, LogLine line)
      throws SQLException {
    statement.setString(first, line.server().value());
    statement.setLong(first + 1, line.sequence());
    statement.setLong(first + 2, line.time().toEpochMilli());
    statement.setString(first + 3, line.stream().name());
    statement.setInt(first + 4, Ranks.of(line.level()));
    statement.setString(first + 5, line.text());
  }

  @Override
  public List<LogLine> after(ServerId server, LogFilter filter, long sequence, int limit) {
    return select(
        server,
        new Conditions().and("server = ?", server.value()).and("sequence > ?", sequence),
        filter,
        "order by sequence",
        limit);
  }

  @Override
  public List<LogLine> before(ServerId server, LogFilter filter, long sequence, int limit) {
    return select(
        server,
        new Conditions().and("server = ?", server.value()).and("sequence < ?", sequence),
        filter,
        "order by sequence desc",
        limit);
  }

  private List<LogLine> select(
      ServerId server, Conditions conditions, LogFilter filter, String order, int limit) {
    Conditions.checkLimit(limit);
    if (deletions.hides(server)) {
      return List.of();
    }
    if (!filter.streams().isEmpty()) {
      conditions.andIn("stream", filter.streams().stream().map(Enum::name).toList());
    }
    if (filter.minLevel() != LogLevel.DEBUG) {
      conditions.and("level >= ?", Ranks.of(filter.minLevel()));
    }
    return readers.read(handle -> {
      // the filter is asked again for what SQL does not compare the same way, above all text
      try (Stream<LogLine> found =
          conditions.select(handle, "log_line", order).map((row, context) -> line(row)).stream()) {
        return found.filter(filter::matches).limit(limit).toList();
      }
    });
  }

  @Override
  public long latestSequence(ServerId server) {
    if (deletions.hides(server)) {
      return 0;
    }
    return readers.read(handle -> handle
        .createQuery("select coalesce(max(sequence), 0) from log_line where server = ?")
        .bind(0, server.value())
        .mapTo(Long.class)
        .one());
  }

  @Override
  public int prune(ServerId server, int maxLines, long maxBytes, Instant oldest) {
    long last = readers.read(handle -> handle
        .createQuery("select coalesce(max(sequence), 0) from (select sequence, time,"
            + " row_number() over kept as lines, sum(octet_length(text)) over kept as bytes"
            + " from log_line where server = :server"
            + " window kept as (order by sequence desc rows unbounded preceding))"
            + " where lines > 1 and (lines > :lines or bytes > :bytes or time < :oldest)")
        .bind("server", server.value())
        .bind("lines", maxLines)
        .bind("bytes", maxBytes)
        .bind("oldest", oldest.toEpochMilli())
        .mapTo(Long.class)
        .one());
    int deleted = 0;
    int step = last == 0 ? 0 : DELETED_AT_ONCE;
    while (step == DELETED_AT_ONCE) {
      step = writer.relaxed(handle -> deleteOldest(handle, server, last, DELETED_AT_ONCE));
      deleted += step;
    }
    return deleted;
  }

  private static int deleteOldest(Handle handle, ServerId server, long last, int most) {
    return handle.execute(
        "delete from log_line where server = ? and sequence in (select sequence from log_line"
            + " where server = ? and sequence <= ? order by sequence limit ?)",
        server.value(),
        server.value(),
        last,
        most);
  }

  private static LogLine line(ResultSet row) throws SQLException {
    return new LogLine(
        row.getLong("sequence"),
        ServerId.of(row.getString("server")),
        Instant.ofEpochMilli(row.getLong("time")),
        LogStream.valueOf(row.getString("stream")),
        Ranks.level(row.getInt("level")),
        row.getString("text"));
  }
}
