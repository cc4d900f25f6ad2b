package io.mcpmanager.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The open files, pipes and sockets of this JVM, where the system shows them, without those it keeps for itself. */
final class OpenDescriptors {

  private static final Path OWN = Path.of("/proc/self/fd");

  /** Libraries and devices are opened once and kept; wake-up and timer descriptors belong to the JVM's pollers. */
  private static final Pattern KEPT =
      Pattern.compile("anon_inode:.*|/dev/.*|/proc/.*|/sys/.*|.*\\.(jar|so|jsa|class)|.*/modules"
          + "|.*/hsperfdata_.*| *");

  static {
    // the first socket that is closed makes the JVM open one more, which it keeps
    try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      first.getLocalPort();
    } catch (IOException noSockets) {
      // then there will be none to count
    }
  }

  /** All of them, described, by what tells each from all others. */
  static Map<String, String> all() {
    var open = new LinkedHashMap<String, String>();
    if (!Files.isDirectory(OWN)) {
      return open;
    }
    try (DirectoryStream<Path> links = Files.newDirectoryStream(OWN)) {
      for (Path link : links) {
        String target = target(link);
        if (!KEPT.matcher(target).matches()) {
          open.put(
              "descriptor " + link.getFileName() + " " + target,
              "descriptor " + link.getFileName() + " -> " + target);
        }
      }
    } catch (IOException gone) {
      // what can't be listed can't be counted
      return Map.of();
    }
    return open;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private OpenDescriptors() {}
}
