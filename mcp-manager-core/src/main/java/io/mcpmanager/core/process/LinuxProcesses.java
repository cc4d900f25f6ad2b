package io.mcpmanager.core.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Processes as Linux shows them in {@code /proc}. */
final class LinuxProcesses implements ProcessTable {

  private static final String PROC = "/proc/";
  private static final int STAT_BYTES = 2048;
  // a tick is a hundredth of a second for every program, whatever the kernel counts in
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final long USUAL_PAGE = 4096;
  // places of what follows the name, which stands in parentheses and may hold anything
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int THREADS = 17;
  private static final int START = 19;
  private static final int RESIDENT = 21;

  private final String boot = read(PROC + "sys/kernel/random/boot_id").strip();
  private final long pageBytes = pageBytes();
  private final Path namespace = Path.of("ns", "pid");

  static boolean isThere() {
    return new File(PROC + "self/stat").canRead();
  }

  @Override
  public Listing list() {
    String[] names = new File(PROC).list();
    List<ProcessEntry> entries = new ArrayList<>();
    boolean complete = names != null;
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        Optional<ProcessEntry> entry = find(Long.parseLong(name));
        entry.ifPresent(entries::add);
        complete &= entry.isPresent();
      }
    }
    return new Listing(entries, complete);
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    var buffer = new byte[STAT_BYTES];
    try (var in = new FileInputStream(PROC + pid + "/stat")) {
      int length = in.read(buffer);
      return length <= 0 ? Optional.empty() : Optional.of(parse(pid, buffer, length));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private ProcessEntry parse(long pid, byte[] stat, int length) {
    String text = new String(stat, 0, length, StandardCharsets.ISO_8859_1);
    String[] words = text.substring(text.lastIndexOf(')') + 2).split(" ", RESIDENT + 2);
    char state = words[STATE].charAt(0);
    int threads = Integer.parseInt(words[THREADS]);
    return new ProcessEntry(
        pid,
        Long.parseLong(words[START]),
        Long.parseLong(words[PARENT]),
        Long.parseLong(words[GROUP]),
        // a first thread that has ended while others go on looks like a zombie too
        (state == 'Z' && threads <= 1) || state == 'X',
        (Long.parseLong(words[USER_TIME]) + Long.parseLong(words[SYSTEM_TIME])) * NANOS_PER_TICK,
        threads,
        Long.parseLong(words[RESIDENT]) * pageBytes);
  }

  @Override
  public String startText(ProcessEntry entry) {
    return boot + "/" + entry.start();
  }

  @Override
  public Sight markOf(ProcessEntry entry) {
    Path folder = Path.of(PROC + entry.pid());
    try {
      byte[] environment = Files.readAllBytes(folder.resolve("environ"));
      Optional<Mark> mark = Mark.in(environment);
      // only the kernel's own have neither group nor environment; a program that is just being
      // replaced has none either
      boolean settled = environment.length > 0 || entry.zombie() || entry.group() == 0;
      return mark.isPresent() && !sharesNamespace(folder)
          ? new Sight(Optional.empty(), true)
          : new Sight(mark, settled);
    } catch (AccessDeniedException foreign) {
      return new Sight(Optional.empty(), true);
    } catch (IOException ended) {
      return new Sight(Optional.empty(), false);
    }
  }

  /** A container's process is seen from outside, but the process ids in its mark are the container's. */
  private boolean sharesNamespace(Path folder) throws IOException {
    return Files.readSymbolicLink(folder.resolve(namespace))
        .equals(Files.readSymbolicLink(Path.of(PROC, "self").resolve(namespace)));
  }

  @Override
  public Set<String> pipesOf(long pid) {
    var pipes = new HashSet<String>();
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
      linkOf(Path.of(PROC + pid + "/fd/" + descriptor))
          .filter(target -> target.startsWith("pipe:"))
          .ifPresent(pipes::add);
    }
    return pipes;
  }

  private static Optional<String> linkOf(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException closedOrEnded) {
      return Optional.empty();
    }
  }

  @Override
  public OptionalInt openFiles(long pid) {
    String[] names = new File(PROC + pid + "/fd").list();
    return names == null ? OptionalInt.empty() : OptionalInt.of(names.length);
  }

  @Override
  public boolean readsMarks() {
    return true;
  }

  private static long pageBytes() {
    try (var lines = Files.lines(Path.of(PROC + "self/smaps"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("KernelPageSize:"))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .orElse(USUAL_PAGE);
    } catch (IOException | RuntimeException notShown) {
      return USUAL_PAGE;
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException notShown) {
      return "";
    }
  }
}
