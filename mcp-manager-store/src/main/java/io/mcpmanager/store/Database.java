package io.mcpmanager.store;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

/** One SQLite file and the way connections to it are set up. */
final class Database {

  private static final String BUSY_MILLIS = "5000";
  // without the flag that creates: a file that has vanished is trouble, not a new database
  private static final String READ_WRITE = "2";
  // read-only, and the name is a URI
  private static final String READ_ONLY_URI = Integer.toString(0x1 | 0x40);
  // the indexes' ends, one for each of some thousand servers, are written again and again
  private static final int CACHE_KIB = 8192;
  private static final int LOG_KEPT_BYTES = 64 << 20;

  private final Path file;
  private final String name;
  private final String mode;
  private final Jdbi jdbi;

  /** A database that is read and written. */
  Database(Path file) {
    this(file, file.toAbsolutePath().toString(), READ_WRITE);
  }

  private Database(Path file, String name, String mode) {
    this.file = file;
    this.name = name;
    this.mode = mode;
    this.jdbi = Jdbi.create(this::connect);
    // our SQL is not a template: < is the operator
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
  }

  /**
   * A database that is only read, leaving no trace. If nobody has it open and it has no write-ahead log, SQLite is told
   * that nobody writes: else it would create one.
   */
  static Database forReading(Path file) {
    URI uri = file.toAbsolutePath().toUri();
    boolean inUse = FileClaim.isHeld(file) || Files.exists(writeAheadLog(file));
    String how = inUse ? "?mode=ro" : "?immutable=1";
    return new Database(file, "file:" + uri.getRawPath() + how, READ_ONLY_URI);
  }

  /** Where SQLite writes first. */
  static Path writeAheadLog(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  Path file() {
    return file;
  }

  /** A connection as SQLite makes it. */
  Handle open() {
    return jdbi.open();
  }

  /** A connection that writes; statements are transactions of their own unless one is begun. */
  Handle openForWriting() {
    Handle handle = open();
    handle.execute("pragma journal_mode = wal");
    handle.execute("pragma synchronous = full");
    handle.execute("pragma cache_size = -" + CACHE_KIB);
    handle.execute("pragma wal_autocheckpoint = " + Checkpointer.LONG_LOG_PAGES);
    handle.execute("pragma journal_size_limit = " + LOG_KEPT_BYTES);
    return handle;
  }

  Handle openForReading() {
    Handle handle = open();
    handle.execute("pragma query_only = on");
    return handle;
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("busy_timeout", BUSY_MILLIS);
    properties.setProperty("open_mode", mode);
    return DriverManager.getConnection("jdbc:sqlite:" + name, properties);
  }
}
