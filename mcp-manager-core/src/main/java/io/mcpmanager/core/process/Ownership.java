package io.mcpmanager.core.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks children with the manager that started them, so that a later manager can end those whose manager was killed and
 * that cared neither for the end of their input nor for the parent-death signal. The mark is inherited by everything a
 * child starts. It needs Linux's {@code /proc}; elsewhere nothing is marked and nothing is ended.
 */
final class Ownership {

  /** Holds {@code PID:START} of the manager; together they name a process for as long as the machine is up. */
  static final String VARIABLE = "MCP_MANAGER_OWNER";

  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
  private static final Path PROC = Path.of("/proc");
  // after the name in parentheses, which may hold anything, the start is the 20th word
  private static final int START_WORD = 19;

  private final Optional<String> self = identityOf(ProcessHandle.current().pid());

  /** The mark of this manager's children. */
  Map<String, String> mark() {
    return self.<Map<String, String>>map(identity -> Map.of(VARIABLE, identity)).orElse(Map.of());
  }

  /** Kills what managers that live no more have left behind. */
  void endOrphans() {
    if (self.isEmpty()) {
      return;
    }
    Set<Long> mine = lineage();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (!mine.contains(pid) && isOrphan(process)) {
          LOG.atWarn().addKeyValue("pid", pid).log("ending a process that a killed manager left");
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("could not look for processes that a killed manager left");
    }
  }

  /** This process and those above it: it may itself have been started by what a killed manager left. */
  private static Set<Long> lineage() {
    return Stream.iterate(
            Optional.of(ProcessHandle.current()),
            Optional::isPresent,
            handle -> handle.flatMap(ProcessHandle::parent))
        .flatMap(Optional::stream)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static boolean isOrphan(Path process) {
    try {
      Optional<String> owner = ownerIn(Files.readAllBytes(process.resolve("environ")));
      // a container's process is seen from outside, but its mark holds the container's process ids
      return owner.isPresent()
          && sameNamespace(process)
          && !identityOf(pidOf(owner.get())).equals(owner);
    } catch (IOException endedOrForeign) {
      return false;
    }
  }

  private static boolean sameNamespace(Path process) throws IOException {
    Path namespace = Path.of("ns", "pid");
    return Files.readSymbolicLink(process.resolve(namespace))
        .equals(Files.readSymbolicLink(PROC.resolve("self").resolve(namespace)));
  }

  private static Optional<String> ownerIn(byte[] environment) {
    String prefix = VARIABLE + "=";
    return Arrays.stream(new String(environment, StandardCharsets.ISO_8859_1).split("\0", -1))
        .filter(entry -> entry.startsWith(prefix))
        .map(entry -> entry.substring(prefix.length()))
        .filter(owner -> owner.matches("\\d{1,18}:\\d+"))
        .findFirst();
  }

  private static long pidOf(String owner) {
    return Long.parseLong(owner.substring(0, owner.indexOf(':')));
  }

  private static Optional<String> identityOf(long pid) {
    try {
      String stat = Files.readString(
          PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(pid + ":" + words[START_WORD]);
    } catch (IOException endedOrNoProc) {
      return Optional.empty();
    }
  }
}
