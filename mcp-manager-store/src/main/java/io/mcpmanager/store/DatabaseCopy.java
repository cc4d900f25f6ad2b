package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Copies a database while others read and write it: what the copy holds is what was committed when it began. Writers go
 * on, into the write-ahead log, which grows until the copy is done.
 */
final class DatabaseCopy {

  private final Database database;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable PreparedStatement running;
  private boolean cancelled;

  DatabaseCopy(Database database) {
    this.database = database;
  }

  /**
   * Makes a copy and checks it.
   *
   * @throws StoreException if it fails; something may be left in the file
   */
  Manifest copyTo(Path file, Instant now) throws IOException {
    // an empty file is taken over with its mode
    Path ignored = PrivateFiles.create(file);
    try (Handle handle = database.open();
        PreparedStatement statement = handle.getConnection().prepareStatement("vacuum into ?")) {
      statement.setString(1, file.toAbsolutePath().toString());
      begin(statement);
      statement.execute();
    } catch (SQLException | RuntimeException e) {
      throw Failures.of("copying the database", e);
    } finally {
      end();
    }
    return check(new Database(file), now);
  }

  /** What a database says of itself, if it is in order. */
  static Manifest check(Database database, Instant now) {
    try (Handle handle = database.openForReading()) {
      String found =
          handle.createQuery("pragma integrity_check(1)").mapTo(String.class).one();
      if (!found.equals("ok")) {
        throw new StoreException("the database " + database.file() + " is damaged: " + found, null);
      }
      return new Manifest(
          now,
          Migrations.version(handle),
          SqliteEvents.latestSequence(handle),
          handle.createQuery("select count(*) from server").mapTo(Long.class).one(),
          0,
          "");
    } catch (RuntimeException e) {
      throw Failures.of("checking the database " + database.file(), e);
    }
  }

  /** Makes a copy that is running fail, and every later one. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      if (running != null) {
        running.cancel();
      }
    } catch (SQLException e) {
      // it has ended already
    } finally {
      lock.unlock();
    }
  }

  private void begin(PreparedStatement statement) {
    lock.lock();
    try {
      if (cancelled) {
        throw WriteJob.closed();
      }
      running = statement;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      running = null;
    } finally {
      lock.unlock();
    }
  }
}
