package io.mcpmanager.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that hold credentials, so that only their owner may read them, and that have to survive. */
final class PrivateFiles {

  /** What files that are not finished end with. */
  static final String PART = ".part";

  /** Creates a file; SQLite gives its side files the same mode. */
  static Path create(Path file) throws IOException {
    return Files.createFile(file, attributes(file, "rw-------"));
  }

  /** Creates a file unless it exists: then it keeps the mode its owner gave it. */
  static void createIfMissing(Path file) throws IOException {
    try {
      Path ignored = create(file);
      syncFolder(file);
    } catch (FileAlreadyExistsException present) {
      // as wanted
    }
  }

  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path ignored = Files.createDirectories(folder, attributes(folder, "rwx------"));
    }
  }

  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** A new name is only on the disk once its folder is. */
  static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !isPosix(file)) {
      // Windows has no such thing
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] attributes(Path file, String mode) {
    return isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private PrivateFiles() {}
}
