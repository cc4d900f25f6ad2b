package io.mcpmanager.store;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.EventStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Reads events. */
final class SqliteEvents implements EventStore {

  private static final Map<String, EventType> TYPES = Arrays.stream(EventType.values())
      .collect(Collectors.toUnmodifiableMap(EventType::text, Function.identity()));

  static final RowFormat<EventRecord> ROWS =
      new RowFormat<>("insert into event", 12, SqliteEvents::bind);

  private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** Looks at the oldest few only; deletes those before the first that stays, and all if none does. */
  private static final String PRUNE = """
      with ends(oldest, newest) as (select min(sequence), max(sequence) from event)
      delete from event where sequence < (
        select coalesce(min(sequence), (select oldest + :limit from ends))
        from (select sequence, time from event order by sequence limit :limit), ends
        where sequence = newest or (time >= :time and sequence > newest - :keep))""";

  private final Readers readers;
  private final Writer writer;

  SqliteEvents(Readers readers, Writer writer) {
    this.readers = readers;
    this.writer = writer;
  }

  @Override
  public List<EventRecord> after(String tenant, EventFilter filter, long sequence, int limit) {
    return select(
        new Conditions().and("tenant = ?", tenant).and("sequence > ?", sequence),
        filter,
        "order by sequence",
        limit);
  }

  @Override
  public List<EventRecord> before(String tenant, EventFilter filter, long sequence, int limit) {
    return select(
        new Conditions().and("tenant = ?", tenant).and("sequence < ?", sequence),
        filter,
        "order by sequence desc",
        limit);
  }

  @Override
  public long latestSequence() {
    return readers.read(SqliteEvents::latestSequence);
  }

  static long latestSequence(Handle handle) {
    return handle
        .createQuery("select coalesce(max(sequence), 0) from event")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public long oldestSequence() {
    return readers.read(handle -> handle
        .createQuery("select coalesce(min(sequence), 0) from event")
        .mapTo(Long.class)
        .one());
  }

  @Override
  public int prune(Instant olderThan, long keep, int limit) {
    if (keep < 1 || limit < 1) {
      throw new IllegalArgumentException(
          "keep and limit must be 1 or more, were " + keep + " and " + limit);
    }
    return writer.relaxed(handle -> handle
        .createUpdate(PRUNE)
        .bind("limit", limit)
        .bind("time", ceilingMillis(olderThan))
        .bind("keep", keep)
        .execute());
  }

  private List<EventRecord> select(
      Conditions conditions, EventFilter filter, String order, int limit) {
    Conditions.checkLimit(limit);
    if (!filter.types().isEmpty() || !filter.categories().isEmpty()) {
      conditions.andIn("type", types(filter));
    }
    if (!filter.servers().isEmpty()) {
      conditions.andIn("server", filter.servers().stream().map(ServerId::value).toList());
    }
    if (filter.minSeverity() != Severity.INFO) {
      conditions.and("severity >= ?", Ranks.of(filter.minSeverity()));
    }
    filter.earliest().ifPresent(time -> conditions.and("time >= ?", ceilingMillis(time)));
    filter.latest().ifPresent(time -> conditions.and("time < ?", ceilingMillis(time)));
    return readers.read(handle -> {
      // text is compared here, not in SQL: SQLite folds the case of ASCII only
      try (Stream<EventRecord> found =
          conditions.select(handle, "event", order).map((row, context) -> event(row)).stream()) {
        return found.filter(event -> event.passes(filter)).limit(limit).toList();
      }
    });
  }

  private static List<String> types(EventFilter filter) {
    Set<EventType> types = filter.types().isEmpty() ? Set.of(EventType.values()) : filter.types();
    return types.stream()
        .filter(
            type -> filter.categories().isEmpty() || filter.categories().contains(type.category()))
        .map(EventType::text)
        .toList();
  }

  /** Stored times are whole milliseconds, so comparing with the next whole one is exact. */
  static long ceilingMillis(Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      return time.isBefore(EARLIEST) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
  }

  private static void bind(PreparedStatement statement, int first, EventRecord event)
      throws SQLException {
    statement.setLong(first, event.sequence());
    statement.setString(first + 1, event.id());
    statement.setLong(first + 2, event.time().toEpochMilli());
    statement.setString(first + 3, event.tenant());
    statement.setString(
        first + 4, event.server() == null ? null : event.server().value());
    statement.setString(first + 5, event.serverName());
    statement.setString(first + 6, event.actor());
    statement.setString(first + 7, event.correlationId());
    statement.setString(first + 8, event.type().text());
    statement.setInt(first + 9, Ranks.of(event.severity()));
    statement.setString(first + 10, event.message());
    statement.setString(first + 11, event.data());
  }

  private static EventRecord event(ResultSet row) throws SQLException {
    String server = row.getString("server");
    EventType type = TYPES.get(row.getString("type"));
    if (type == null) {
      throw new SQLException("an event has the unknown type " + row.getString("type"));
    }
    return new EventRecord(
        row.getLong("sequence"),
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("time")),
        row.getString("tenant"),
        server == null ? null : ServerId.of(server),
        row.getString("server_name"),
        row.getString("actor"),
        row.getString("correlation_id"),
        type,
        Ranks.severity(row.getInt("severity")),
        row.getString("message"),
        row.getString("data"));
  }
}
