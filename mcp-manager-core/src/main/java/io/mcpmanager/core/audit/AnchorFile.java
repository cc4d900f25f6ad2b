package io.mcpmanager.core.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.core.json.AuditJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Anchors in a file beside the store, one JSON document a line: only ever appended to, so that it can be shipped elsewhere
 * line by line or be made append-only. Appended to by one thread.
 */
final class AnchorFile {

  private static final Set<StandardOpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Path file;

  AnchorFile(Path file) {
    this.file = file;
  }

  /** Appends anchors and returns once they are on the disk. */
  void append(List<AuditAnchor> anchors) throws IOException {
    String lines = anchors.stream()
        .map(anchor -> AuditJson.anchor(anchor) + "\n")
        .collect(Collectors.joining());
    try (FileChannel channel = FileChannel.open(file, APPENDING, attributes())) {
      long end = channel.size();
      // a line that a crash has left unfinished must not spoil the next
      String text = end > 0 && !endsLine(channel, end) ? "\n" + lines : lines;
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      channel.position(end);
      while (bytes.hasRemaining()) {
        int ignored = channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static boolean endsLine(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    int ignored = channel.read(last, end - 1);
    return last.get(0) == '\n';
  }

  /** All anchors; lines that are none, such as unfinished ones, are left out. */
  List<AuditAnchor> read() {
    var anchors = new ArrayList<AuditAnchor>();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(line -> Mark.read(line).ifPresent(anchors::add));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new StoreException("the file of anchors " + file + " can't be read", e);
    }
    return anchors;
  }

  private static FileAttribute<?>[] attributes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
