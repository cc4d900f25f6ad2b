package io.mcpmanager.examples.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process takes of the machine, as Linux tells it.
 *
 * @param residentKiB memory in use
 * @param threadNames of its platform threads, cut by the system to 15 characters
 */
record Footprint(long residentKiB, List<String> threadNames, int descriptors) {

  static Footprint of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    long resident = Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
    List<String> threads;
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      threads = tasks.map(task -> nameOf(task.resolve("comm"))).toList();
    }
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return new Footprint(resident, threads, (int) open.count());
    }
  }

  private static String nameOf(Path comm) {
    try {
      return Files.readString(comm).strip();
    } catch (IOException endedMeanwhile) {
      return "";
    }
  }

  int threads() {
    return threadNames.size();
  }

  /** Threads whose name begins like this. */
  List<String> threadsOf(String prefix) {
    return threadNames.stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
