package io.mcpmanager.store;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.DiagnosticCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.ProgressHandler;

/** Looks at the database: its files, its schema, whether it is whole, and how writing goes. */
final class StoreCheck implements DiagnosticCheck {

  private static final long LONG_LOG_BYTES = 256L << 20;
  private static final Duration SLOW_WRITE = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  // steps of SQLite's machine between two looks at the clock: some tenths of a millisecond
  private static final int STEPS = 10_000;
  private static final String SOUND = "ok";

  private final Database database;
  private final Supplier<Finding> writing;

  private StoreCheck(Database database, Supplier<Finding> writing) {
    this.database = database;
    this.writing = writing;
  }

  /** A check of a database that is in use. */
  static StoreCheck ofOpen(Database database, Writer writer) {
    return new StoreCheck(database, () -> writeLatency(writer));
  }

  /** A check of a database that this process only reads. */
  static StoreCheck ofReading(Database database) {
    return new StoreCheck(database, () -> otherManager(database.file()));
  }

  @Override
  public String id() {
    return "store";
  }

  @Override
  public List<Finding> examine(CallContext context) throws IOException {
    var findings = new ArrayList<Finding>();
    findings.add(files());
    try (Handle handle = database.openForReading()) {
      findings.add(schema(handle));
      findings.add(integrity(handle));
    } catch (JdbiException e) {
      findings.add(failed("store.file", Failures.of("reading the database", e)));
    }
    findings.add(writing.get());
    return findings;
  }

  private Finding files() throws IOException {
    Path log = Database.writeAheadLog(database.file());
    long logBytes = Files.exists(log) ? Files.size(log) : 0;
    String found = "the database " + database.file() + " has "
        + mebibytes(Files.size(database.file())) + ", its write-ahead log " + mebibytes(logBytes);
    return logBytes < LONG_LOG_BYTES
        ? Finding.ok("store.file", found)
        : Finding.warning(
            "store.file",
            found,
            "Something reads for a long time, or the disk is too slow for what is written. End other "
                + "programs that have the database open, or restart the manager.");
  }

  private static Finding schema(Handle handle) {
    int version = Migrations.version(handle);
    int newest = Migrations.SHIPPED.scripts().size();
    return Finding.ok(
        "store.schema",
        "its schema is number " + version
            + (version < newest ? "; the next start brings it to " + newest : ", the newest"));
  }

  private static Finding integrity(Handle handle) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      ProgressHandler.setHandler(handle.getConnection(), STEPS, new ProgressHandler() {
        @Override
        protected int progress() {
          return System.nanoTime() > deadline || Thread.currentThread().isInterrupted() ? 1 : 0;
        }
      });
      String result =
          handle.createQuery("pragma quick_check(1)").mapTo(String.class).first();
      return result.equals(SOUND)
          ? Finding.ok("store.integrity", "its pages and indexes are whole")
          : Finding.problem(
              "store.integrity",
              "the database is damaged: " + result,
              "Stop the manager, keep a copy of the file, and restore a backup.");
    } catch (SQLException | JdbiException e) {
      return System.nanoTime() > deadline
          ? Finding.skipped(
              "store.integrity",
              "the database is too large to be checked to its end within " + PATIENCE.toSeconds()
                  + " s",
              "Make a backup: its copy is checked to the end.")
          : failed("store.integrity", Failures.of("checking the database", e));
    }
  }

  private static Finding writeLatency(Writer writer) {
    long start = System.nanoTime();
    try {
      boolean ignored = writer.commit(
          connection -> {
            connection.probe();
            return true;
          },
          done -> {});
    } catch (StoreException e) {
      return failed("store.write", e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String found = "a durable write takes " + took.toMillis() + " ms";
    return took.compareTo(SLOW_WRITE) < 0
        ? Finding.ok("store.write", found)
        : Finding.warning(
            "store.write",
            found,
            "Commands wait for the disk. Put the data folder on a faster one, or end what keeps it busy.");
  }

  private static Finding otherManager(Path file) {
    return FileClaim.isHeld(file)
        ? Finding.warning(
            "store.open",
            "another manager has the database open, and does not answer where it was looked for",
            "Name its address with --url to ask it.")
        : Finding.ok("store.open", "no manager has the database open");
  }

  private static Finding failed(String id, StoreException e) {
    String remedy =
        switch (e.code()) {
          case STORE_FULL -> "Free some space on the disk; the manager goes on by itself.";
          case STORE_LOCKED ->
            "End the other program that has the database open; the manager goes on by itself.";
          default ->
            "See that the disk works and that the file and its folder can be written by the manager's user. "
                + "If the file is damaged, restore a backup.";
        };
    return Finding.problem(id, String.valueOf(e.getMessage()), remedy);
  }

  private static String mebibytes(long bytes) {
    return Math.round(bytes / 1024.0 / 1024.0) + " MiB";
  }
}
