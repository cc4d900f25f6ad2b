package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Which files a connection has open. A file that was deleted or replaced can still be written by who has it open, and
 * what is written is lost: so that is looked at before each transaction. Systems without such keys are not checked.
 */
record FileIdentity(
    Path database, @Nullable Object databaseKey, @Nullable Object logKey) {

  /** The files that are there now. */
  static FileIdentity of(Path database) {
    return new FileIdentity(database, key(database), key(log(database)));
  }

  /** Throws if the database is not the file it was. */
  void checkDatabase() {
    check(database, databaseKey);
  }

  /** Throws if the log is not the file it was. */
  void checkLog() {
    check(log(database), logKey);
  }

  private static void check(Path file, @Nullable Object known) {
    if (known != null && !known.equals(key(file))) {
      throw new StoreException(
          "the file " + file + " was removed or replaced while the manager has it open;"
              + " put it back, or restart the manager with what is there",
          null);
    }
  }

  private static Path log(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException missing) {
      return null;
    } catch (IOException e) {
      throw new StoreException("the file " + file + " can't be looked at", e);
    }
  }
}
