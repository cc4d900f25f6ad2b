package io.mcpmanager.store;

import io.mcpmanager.spi.store.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * The connection that writes, within transactions that many jobs share. A job gets a savepoint when it first touches
 * the database. Its events are only numbered at first, and inserted for all jobs together at the end: that costs a
 * fraction of one statement each. Used by one thread.
 */
final class WriteConnection implements AutoCloseable {

  // rows are inserted in runs of a power of two, so that few statements serve every number of rows
  private static final int LONGEST_RUN = 64;

  private record Run(RowFormat<?> format, int rows) {}

  private final Handle handle;
  private final Connection connection;
  private final FileIdentity files;
  private final Map<Object, PreparedStatement> statements = new HashMap<>();
  private final List<EventRecord> events = new ArrayList<>();
  private long newestEvent;
  private boolean durable = true;
  private boolean inJob;
  private boolean hasSavepoint;
  private int eventsBeforeJob;

  WriteConnection(Database database) {
    this.handle = database.openForWriting();
    this.connection = handle.getConnection();
    this.newestEvent = SqliteEvents.latestSequence(handle);
    this.files = FileIdentity.of(database.file());
  }

  /** Throws if the files are no longer those that were opened: what is written would be lost. */
  void checkFiles() {
    files.checkDatabase();
    files.checkLog();
  }

  /**
   * Begins a transaction.
   *
   * @param toDisk whether its end waits for the disk
   */
  void begin(boolean toDisk) throws SQLException {
    if (toDisk != durable) {
      handle.execute(toDisk ? "pragma synchronous = full" : "pragma synchronous = normal");
      durable = toDisk;
    }
    events.clear();
    execute("begin immediate");
  }

  void commit() throws SQLException {
    insert(SqliteEvents.ROWS, events);
    execute("commit");
    newestEvent += events.size();
  }

  void rollback() throws SQLException {
    execute("rollback");
  }

  void beginJob() {
    inJob = true;
    hasSavepoint = false;
    eventsBeforeJob = events.size();
  }

  void endJob() throws SQLException {
    if (hasSavepoint) {
      execute("release job");
    }
    inJob = false;
  }

  /** Takes back what the job did. Throws if SQLite has ended the transaction, as it may when the disk is full. */
  void undoJob() throws SQLException {
    if (hasSavepoint) {
      execute("rollback to job");
    }
    events.subList(eventsBeforeJob, events.size()).clear();
  }

  /** For statements of the present job. */
  Handle sql() {
    savepoint();
    return handle;
  }

  /** Inserts rows for the present job. */
  <R> void insertRows(RowFormat<R> format, List<R> rows) {
    savepoint();
    try {
      insert(format, rows);
    } catch (SQLException e) {
      throw Failures.of("writing to the database", e);
    }
  }

  /** Gives an event of the present job its place in the log. */
  EventRecord append(EventRecord draft) {
    EventRecord event = draft.withSequence(newestEvent + events.size() + 1);
    events.add(event);
    return event;
  }

  /** Writes a page with what it has already, to see whether the disk takes it. */
  void probe() {
    int version = handle.createQuery("pragma user_version").mapTo(Integer.class).one();
    handle.execute("pragma user_version = " + version);
  }

  private void savepoint() {
    if (inJob && !hasSavepoint) {
      try {
        execute("savepoint job");
      } catch (SQLException e) {
        throw Failures.of("writing to the database", e);
      }
      hasSavepoint = true;
    }
  }

  private <R> void insert(RowFormat<R> format, List<R> rows) throws SQLException {
    int run = LONGEST_RUN;
    for (int done = 0; done < rows.size(); done += run) {
      run = Math.min(run, Integer.highestOneBit(rows.size() - done));
      int rowsAtOnce = run;
      PreparedStatement statement =
          prepared(new Run(format, rowsAtOnce), () -> format.sql(rowsAtOnce));
      for (int i = 0; i < run; i++) {
        format.binder().bind(statement, i * format.columns() + 1, rows.get(done + i));
      }
      statement.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    prepared(sql, () -> sql).execute();
  }

  /** Statements are kept: preparing one costs more than running it. There are few different ones. */
  private PreparedStatement prepared(Object key, Supplier<String> sql) throws SQLException {
    PreparedStatement statement = statements.get(key);
    if (statement == null) {
      statement = connection.prepareStatement(sql.get());
      statements.put(key, statement);
    }
    return statement;
  }

  /** Closes the statements with the connection. */
  @Override
  public void close() {
    handle.close();
  }
}
