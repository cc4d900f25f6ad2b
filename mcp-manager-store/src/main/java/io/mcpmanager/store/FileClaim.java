package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The right of this process to a database, held as a lock on a file beside it. It ends with the process, however that
 * ends.
 */
final class FileClaim implements AutoCloseable {

  private final FileChannel channel;

  private FileClaim(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Claims a database and sees to it that its file exists and is readable by its owner only.
   *
   * @throws StoreException if somebody else holds the claim
   */
  static FileClaim of(Path database) {
    Path absolute = database.toAbsolutePath();
    try {
      Path folder = absolute.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      createPrivate(absolute);
      FileClaim claim = lock(absolute.resolveSibling(absolute.getFileName() + ".lock"));
      if (claim == null) {
        throw new StoreException(
            "the database " + database + " is open in another manager; close that one first", null);
      }
      return claim;
    } catch (IOException e) {
      throw new StoreException("the database " + database + " can't be opened", e);
    }
  }

  private static @Nullable FileClaim lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : new FileClaim(channel);
  }

  /** Definitions hold credentials, so nobody else may read them; SQLite gives its side files the same mode. */
  private static void createPrivate(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes = posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
    try {
      Files.createFile(file, attributes);
    } catch (FileAlreadyExistsException present) {
      // an existing database keeps the mode its owner gave it
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the lock of the database can't be released", e);
    }
  }
}
