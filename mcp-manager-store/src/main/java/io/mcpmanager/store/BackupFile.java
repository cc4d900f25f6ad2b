package io.mcpmanager.store;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a file: a ZIP with a manifest and, after it, the database. It gets its name only when it is whole, has
 * been read back and compared, and is on the disk.
 */
final class BackupFile {

  private static final String MANIFEST = "manifest.properties";
  private static final String DATABASE = "mcp-manager.db";
  private static final int MAX_MANIFEST_BYTES = 64 * 1024;
  // events are texts that repeat: the fastest level makes them a fifth, others take much longer for
  // little
  private static final int LEVEL = Deflater.BEST_SPEED;

  /**
   * Copies a database that may be in use.
   *
   * @throws StoreException if it fails; then nothing is left of it
   */
  static void write(DatabaseCopy source, Path target, Instant now) {
    Path copy = part(target, ".copy");
    Path zip = part(target, ".zip");
    try {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(zip);
      Manifest manifest = source.copyTo(copy, now).with(Files.size(copy), checksum(copy));
      pack(manifest, copy, zip);
      if (!read(zip, OutputStream.nullOutputStream()).equals(manifest)) {
        throw new IOException("what was read back differs from what was written");
      }
      PrivateFiles.sync(zip);
      Files.move(zip, target, StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.syncFolder(target);
    } catch (IOException e) {
      throw failure("the backup can't be written", e);
    } finally {
      deleteQuietly(copy);
      deleteQuietly(zip);
    }
  }

  /**
   * Checks a backup and takes the database out of it.
   *
   * @throws McpManagerException with {@link ErrorCode#BACKUP_REFUSED} if it is none or is damaged
   */
  static Manifest extract(Path backup, Path database) {
    try (OutputStream out = new BufferedOutputStream(
        Files.newOutputStream(PrivateFiles.create(database), StandardOpenOption.WRITE))) {
      return verified(backup, out);
    } catch (IOException e) {
      throw failure("the database can't be taken out of the backup", e);
    }
  }

  /** Checks a backup without keeping anything of it; throws as {@link #extract}. */
  static Manifest verify(Path backup) {
    return verified(backup, OutputStream.nullOutputStream());
  }

  private static Manifest verified(Path backup, OutputStream database) {
    try {
      return read(backup, database);
    } catch (ZipException | EOFException | IllegalArgumentException damaged) {
      throw refused(backup + " is damaged or is no backup of MCP Manager", damaged);
    } catch (NoSuchFileException missing) {
      throw refused(backup + " does not exist", missing);
    } catch (IOException e) {
      throw failure("the backup can't be read", e);
    }
  }

  private static void pack(Manifest manifest, Path copy, Path zip) throws IOException {
    try (var out = new ZipOutputStream(new BufferedOutputStream(
        Files.newOutputStream(PrivateFiles.create(zip), StandardOpenOption.WRITE)))) {
      out.setLevel(LEVEL);
      out.putNextEntry(new ZipEntry(MANIFEST));
      out.write(manifest.toBytes());
      out.putNextEntry(new ZipEntry(DATABASE));
      long ignored = Files.copy(copy, out);
    }
  }

  /** Reads all of it and compares it with its manifest. Never writes more than the manifest announces. */
  private static Manifest read(Path zip, OutputStream database) throws IOException {
    try (var in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
      expect(in.getNextEntry(), MANIFEST);
      Manifest manifest = Manifest.parse(in.readNBytes(MAX_MANIFEST_BYTES));
      expect(in.getNextEntry(), DATABASE);
      var content = new DigestInputStream(in, sha256());
      long bytes = copy(content, database, manifest.bytes());
      String checksum = HexFormat.of().formatHex(content.getMessageDigest().digest());
      if (bytes != manifest.bytes() || !checksum.equals(manifest.sha256())) {
        throw new ZipException("the database is not the one of the manifest");
      }
      return manifest;
    }
  }

  private static long copy(InputStream from, OutputStream to, long most) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      total += n;
      if (total > most) {
        throw new ZipException("the database is longer than the manifest says");
      }
      to.write(buffer, 0, n);
    }
    return total;
  }

  private static void expect(@Nullable ZipEntry entry, String name) throws ZipException {
    if (entry == null || !entry.getName().equals(name)) {
      throw new ZipException("it has no " + name + " where that should be");
    }
  }

  private static String checksum(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), sha256())) {
      long ignored = in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Path part(Path target, String suffix) {
    return target.resolveSibling("." + target.getFileName() + suffix + PrivateFiles.PART);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // it is deleted before the next backup
    }
  }

  private static StoreException failure(String what, IOException e) {
    // Java has no type for a full disk; what it says comes from the system
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new StoreException(
        full ? ErrorCode.STORE_FULL : ErrorCode.STORE_FAILED,
        what + ": " + (full ? "the disk is full" : String.valueOf(e.getMessage())),
        e);
  }

  static McpManagerException refused(String why, @Nullable Throwable cause) {
    return new McpManagerException(ErrorCode.BACKUP_REFUSED, why, cause);
  }

  private BackupFile() {}
}
