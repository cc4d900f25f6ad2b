package io.mcpmanager.store;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Puts the database of a backup into a folder that has none. */
final class Restore {

  /** What the manager calls its key file; no backup has it, so it may have been put there before. */
  private static final String KEY_FILE = "key";

  /**
   * Restores. Nothing is left if it fails.
   *
   * @throws McpManagerException with {@link io.mcpmanager.api.error.ErrorCode#BACKUP_REFUSED} if the backup or the
   *     folder is not fit for it
   */
  static void run(Path backup, Path database) {
    Path absolute = database.toAbsolutePath();
    Path part = absolute.resolveSibling("." + absolute.getFileName() + PrivateFiles.PART);
    try {
      checkFolder(absolute, part);
      try (FileClaim claim = FileClaim.ofName(absolute)) {
        Files.deleteIfExists(part);
        restore(backup, part);
        Path ignored = Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.syncFolder(absolute);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new StoreException("the backup can't be restored to " + database, e);
    }
  }

  private static void restore(Path backup, Path part) throws IOException {
    Manifest manifest = BackupFile.extract(backup, part);
    if (manifest.schema() > Migrations.SHIPPED.scripts().size()) {
      throw BackupFile.refused(
          backup + " was made by a newer version: it has schema " + manifest.schema()
              + ", this program knows up to " + Migrations.SHIPPED.scripts().size(),
          null);
    }
    var restored = new Database(part);
    Manifest found = DatabaseCopy.check(restored, manifest.createdAt());
    if (!found.with(manifest.bytes(), manifest.sha256()).equals(manifest)) {
      throw BackupFile.refused(backup + " holds another database than it says", null);
    }
    becomeAnother(restored);
    PrivateFiles.sync(part);
  }

  /**
   * The manager that was copied may still run on this machine. With its name and its list of instances the restored one
   * would take that one's processes for leftovers of its own and end them.
   */
  private static void becomeAnother(Database restored) {
    try (Handle handle = restored.open()) {
      if (Migrations.version(handle) >= 2) {
        handle.execute("delete from instance");
        handle.execute("update store set id = lower(hex(randomblob(16)))");
      }
      if (Migrations.version(handle) >= 4) {
        // they go on at that one
        handle.execute("delete from session");
      }
    }
  }

  private static void checkFolder(Path database, Path part) throws IOException {
    // what a database that was there before, or a restore that was killed, may have left
    List<String> harmless = List.of(
        SqliteStore.BACKUP_FOLDER,
        KEY_FILE,
        database.getFileName() + FileClaim.SUFFIX,
        part.getFileName().toString());
    Path folder = database.getParent();
    if (folder == null) {
      throw new IOException(database + " is no place for a database");
    }
    PrivateFiles.createFolder(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!harmless.contains(file.getFileName().toString())) {
          throw BackupFile.refused(
              "the folder " + folder + " is not empty: it has " + file.getFileName()
                  + "; name an empty one",
              null);
        }
      }
    }
  }

  private Restore() {}
}
