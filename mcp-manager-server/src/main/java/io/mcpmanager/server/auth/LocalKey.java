package io.mcpmanager.server.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A credential for who can read the data folder: the command line of the user who runs the manager. It is new at each
 * start, good on this machine only, and gone when the manager stops.
 */
public final class LocalKey implements AutoCloseable {

  /** How it begins. */
  public static final String PREFIX = "mcp_local_";

  private static final Logger LOG = LoggerFactory.getLogger(LocalKey.class);
  private static final String FILE = "local-key";
  private static final int BYTES = 32;

  private final Path file;
  private final byte[] key;

  private LocalKey(Path file, byte[] key) {
    this.file = file;
    this.key = key;
  }

  /** Makes a new one and writes it to a folder, with the port it is good for. */
  public static LocalKey create(Path folder, int port) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      write(folder, file, port + " " + key + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
    return new LocalKey(file, key.getBytes(StandardCharsets.US_ASCII));
  }

  /** In one step, and never readable for others. */
  private static void write(Path folder, Path file, String text) throws IOException {
    Path fresh = folder.resolve(FILE + ".new");
    Files.deleteIfExists(fresh);
    FileAttribute<?>[] attributes =
        folder.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path created = Files.createFile(fresh, attributes);
    Path written = Files.writeString(created, text, StandardOpenOption.WRITE);
    Path ignored = Files.move(
        written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The key of the manager with this data folder that listens at a port; empty if there is none that can be read. */
  public static Optional<String> read(Path folder, int port) {
    try {
      String[] parts = Files.readString(folder.resolve(FILE)).strip().split(" ", -1);
      return parts.length == 2 && parts[0].equals(Integer.toString(port))
          ? Optional.of(parts[1])
          : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Whether a token is this key; takes the same time for all of a length. */
  boolean matches(String token) {
    return MessageDigest.isEqual(key, token.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      String held = Files.readString(file);
      // a manager that was started after this one has written its own
      if (held.contains(new String(key, StandardCharsets.US_ASCII))) {
        Files.delete(file);
      }
    } catch (IOException gone) {
      LOG.atDebug().setCause(gone).log("there is no local key to be removed");
    }
  }
}
