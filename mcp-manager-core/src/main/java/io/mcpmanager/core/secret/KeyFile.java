package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.WritableKeySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys in a file, one a line, that only its owner can read. */
public final class KeyFile implements WritableKeySource {

  private static final long MAX_BYTES = 64L << 10;
  private static final Set<PosixFilePermission> PRIVATE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OTHERS = Set.of(
      PosixFilePermission.GROUP_READ,
      PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.OTHERS_WRITE);

  private final Path file;

  /** The file need not exist. */
  public KeyFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public List<byte[]> keys() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return List.of();
      }
      if (Files.size(file) > MAX_BYTES) {
        throw unavailable("is too long for a file of keys", null);
      }
      var keys = new ArrayList<byte[]>();
      for (String line : Files.readString(file, US_ASCII).split("\n", -1)) {
        if (!line.isBlank()) {
          keys.add(KeyText.parse(line.strip(), "each line of the " + description()));
        }
      }
      if (keys.isEmpty()) {
        throw unavailable("is empty", null);
      }
      return keys;
    } catch (IOException unreadable) {
      throw unavailable("can't be read", unreadable);
    }
  }

  private static void removeFormer(Path part) throws IOException {
    boolean ignored = Files.deleteIfExists(part);
  }

  @Override
  public void write(List<byte[]> keys) {
    String text = keys.stream().map(key -> KeyText.print(key) + "\n").collect(Collectors.joining());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Path folder = file.getParent();
      if (folder != null && !Files.exists(folder)) {
        Path ignored = Files.createDirectories(folder);
      }
      removeFormer(part);
      try (FileChannel channel = FileChannel.open(
          part,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          attributes(part))) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
          int ignored = channel.write(bytes);
        }
        channel.force(true);
      }
      Path ignored = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(folder);
    } catch (IOException failed) {
      throw unavailable("can't be written", failed);
    }
  }

  /** Whether somebody else on this machine could read it. */
  boolean readByOthers() {
    try {
      return !Files.getPosixFilePermissions(file).stream().noneMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  private static FileAttribute<?>[] attributes(Path path) throws IOException {
    Path folder = path.getParent();
    return folder != null
            && Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
        : new FileAttribute<?>[0];
  }

  /** The name must be there after a loss of power, not only the content. */
  private static void syncFolder(@Nullable Path folder) {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException notOnThisSystem) {
        return;
      }
    }
  }

  private McpManagerException unavailable(String why, @Nullable Exception cause) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE, "the " + description() + " " + why, cause);
  }

  @Override
  public String description() {
    return "key file " + file;
  }
}
