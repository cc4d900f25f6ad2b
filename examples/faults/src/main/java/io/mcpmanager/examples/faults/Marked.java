package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds processes by a word of their command line, wherever they have gone: no parent, group or session is asked. */
final class Marked {

  /** Ids of the processes whose command line has {@code word}; those that ended and wait for their parent have none. */
  static List<Long> with(String word) throws IOException {
    var found = new ArrayList<Long>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (words(process).contains(word)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static List<String> words(Path process) {
    try {
      return List.of(
          new String(Files.readAllBytes(process.resolve("cmdline")), ISO_8859_1).split("\0", -1));
    } catch (IOException endedMeanwhile) {
      return List.of();
    }
  }

  /** Ends by force what is left. */
  static void end(String word) throws IOException {
    with(word).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  private Marked() {}
}
