package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** One SQLite file and the way connections to it are set up. */
final class Database {

  private static final String BUSY_MILLIS = "5000";

  private final Path file;
  private final Jdbi jdbi;

  Database(Path file) {
    this.file = file;
    this.jdbi = Jdbi.create(() -> connect(new Properties()));
    // our SQL is not a template: < is the operator
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
  }

  Path file() {
    return file;
  }

  /** A connection that writes; statements are transactions of their own unless one is begun. */
  Handle openForWriting() {
    Handle handle = jdbi.open();
    handle.execute("pragma journal_mode = wal");
    handle.execute("pragma synchronous = full");
    return handle;
  }

  Handle openForReading() {
    Handle handle = jdbi.open();
    handle.execute("pragma query_only = on");
    return handle;
  }

  private Connection connect(Properties properties) throws SQLException {
    properties.setProperty("busy_timeout", BUSY_MILLIS);
    return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties);
  }

  /** Speaks of a failure without the statement's arguments, which JDBI puts into its messages. */
  static StoreException failure(String what, Throwable e) {
    SQLException cause = sqlCause(e);
    return cause == null
        ? new StoreException(what + " failed: " + e.getClass().getSimpleName(), null)
        : new StoreException(what + " failed: " + cause.getMessage(), cause);
  }

  private static @Nullable SQLException sqlCause(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }
}
