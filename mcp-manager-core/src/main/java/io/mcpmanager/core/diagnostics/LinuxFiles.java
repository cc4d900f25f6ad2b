package io.mcpmanager.core.diagnostics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux tells of this process in {@code /proc} and {@code /sys}; nothing at all on other systems. */
record LinuxFiles(Path root) {

  private static final Path GROUPS = Path.of("sys", "fs", "cgroup");

  static final LinuxFiles HERE = new LinuxFiles(Path.of("/"));

  Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** The first number in the line of {@code /proc/self/NAME} that begins with a word. */
  OptionalLong ofProcess(String name, String lineStart) {
    return read(Path.of("proc", "self", name)).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(lineStart))
        .flatMap(line -> Stream.of(line.substring(lineStart.length()).strip().split("\\s+", -1)))
        .limit(1)
        .filter(word -> word.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** Number of entries of a folder; empty if it can't be read. */
  OptionalLong entries(Path folder) {
    try (Stream<Path> entries = Files.list(root.resolve(folder))) {
      return OptionalLong.of(entries.count());
    } catch (IOException absent) {
      return OptionalLong.empty();
    }
  }

  /** The control group that limits something most, and how much of it is used there. */
  Optional<GroupLimit> groupLimit(String limitFile, String usageFile) {
    return groups().stream()
        .flatMap(group -> limitOf(group.resolve(limitFile), group.resolve(usageFile)).stream())
        .min((one, other) -> Long.compare(one.limit(), other.limit()));
  }

  private Optional<GroupLimit> limitOf(Path limit, Path usage) {
    OptionalLong most = number(limit);
    OptionalLong used = number(usage);
    return most.isPresent() && used.isPresent()
        ? Optional.of(new GroupLimit(most.getAsLong(), used.getAsLong()))
        : Optional.empty();
  }

  /** Groups of version 2 from this process's own up to the root: a limit of any of them counts. */
  private List<Path> groups() {
    var groups = new ArrayList<Path>();
    String own = read(Path.of("proc", "self", "cgroup")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("0::/"))
        .map(line -> line.substring("0::/".length()))
        .findFirst()
        .orElse("");
    try {
      Path group = GROUPS.resolve(own).normalize();
      while (group != null && group.startsWith(GROUPS)) {
        groups.add(group);
        group = group.getParent();
      }
    } catch (InvalidPathException strange) {
      groups.add(GROUPS);
    }
    return groups;
  }

  private OptionalLong number(Path file) {
    return read(file)
        .map(String::strip)
        // "max" stands for no limit
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElseGet(OptionalLong::empty);
  }

  /** A limit of a control group, and what is used of it. */
  record GroupLimit(long limit, long used) {}
}
