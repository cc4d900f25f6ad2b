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

  private final @Nullable FileChannel channel;

  private FileClaim(@Nullable FileChannel channel) {
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
      FileClaim claim = lock(lockOf(absolute));
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

  /** No claim: for who only reads. */
  static FileClaim none() {
    return new FileClaim(null);
  }

  /** Whether another process has claimed a database. */
  static boolean isHeld(Path database) {
    Path file = lockOf(database.toAbsolutePath());
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException | OverlappingFileLockException e) {
      return e instanceof OverlappingFileLockException;
    }
  }

  private static Path lockOf(Path absolute) {
    return absolute.resolveSibling(absolute.getFileName() + SUFFIX);
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
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new StoreException("the lock of the database can't be released", e);
    }
  }
}
