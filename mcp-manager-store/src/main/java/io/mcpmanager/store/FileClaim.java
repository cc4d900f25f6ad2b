package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right of this process to a database, held as a lock on a file beside it. It ends with the process, however that
 * ends.
 */
final class FileClaim implements AutoCloseable {

  /** What the name of the claim's file has after that of the database. */
  static final String SUFFIX = ".lock";

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
    FileClaim claim = ofName(database);
    try {
      PrivateFiles.createIfMissing(database.toAbsolutePath());
      return claim;
    } catch (IOException e) {
      claim.close();
      throw cannotOpen(database, e);
    }
  }

  /** Claims a database that may not exist yet; throws as {@link #of}. */
  static FileClaim ofName(Path database) {
    Path absolute = database.toAbsolutePath();
    try {
      Path folder = absolute.getParent();
      if (folder != null) {
        Path ignored = Files.createDirectories(folder);
      }
      FileClaim claim = lock(absolute.resolveSibling(absolute.getFileName() + SUFFIX));
      if (claim == null) {
        throw new StoreException(
            "the database " + database + " is open in another manager; close that one first", null);
      }
      return claim;
    } catch (IOException e) {
      throw cannotOpen(database, e);
    }
  }

  private static StoreException cannotOpen(Path database, IOException e) {
    return new StoreException("the database " + database + " can't be opened", e);
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

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the lock of the database can't be released", e);
    }
  }
}
