package io.mcpmanager.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The threads of this JVM, virtual ones too, without those that it keeps for itself. */
final class LiveThreads {

  private static final Pattern HEAD = Pattern.compile("#(\\d+) \"(.*?)\"(.*)");
  private static final int FRAMES = 5;

  /** Groups of threads that belong to the JVM and come and go as it likes. */
  private static final Set<String> GROUPS_OF_THE_JVM =
      Set.of("system", "InnocuousThreadGroup", "CarrierThreads");

  /** Threads that are shared by everybody, and those of the programs that run tests. */
  private static final Pattern SHARED = Pattern.compile(
      "(ForkJoinPool\\.commonPool-|ForkJoinPool-1-|CompletableFutureDelayScheduler|VirtualThread-"
          + "|process reaper|.*Poller|Unparker|Attach Listener|Signal Dispatcher|surefire-|junit-|JFR |RMI |JMX )"
          + ".*|DestroyJavaVM|main");

  /** All of them, described, by what tells each from all others. */
  static Map<String, String> all() {
    Set<Long> ofTheJvm = Thread.getAllStackTraces().keySet().stream()
        .filter(LiveThreads::isOfTheJvm)
        .map(Thread::threadId)
        .collect(Collectors.toSet());
    var threads = new LinkedHashMap<String, String>();
    List<String> lines = dump();
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i));
      if (head.matches()
          && !ofTheJvm.contains(Long.parseLong(head.group(1)))
          && !SHARED.matcher(head.group(2)).matches()) {
        boolean virtual = head.group(3).contains("virtual");
        threads.put(
            "thread " + head.group(1),
            (virtual ? "virtual " : "") + "thread \"" + head.group(2) + "\"" + frames(lines, i));
      }
    }
    return threads;
  }

  private static boolean isOfTheJvm(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null || GROUPS_OF_THE_JVM.contains(group.getName());
  }

  /** Where it waits, and the first places outside the JDK on the way there. */
  private static String frames(List<String> lines, int head) {
    List<String> all = lines.stream()
        .skip(head + 1L)
        .takeWhile(line -> line.startsWith(" "))
        .map(line -> line.strip().replaceFirst("^at ", ""))
        .filter(line -> !line.startsWith("-"))
        .toList();
    return Stream.concat(
            all.stream().limit(1),
            all.stream().skip(1).filter(line -> !line.startsWith("java.base/")).limit(FRAMES))
        .map(line -> "\n      at " + line)
        .collect(Collectors.joining());
  }

  /** Only a dump to a file knows the virtual threads. */
  private static List<String> dump() {
    try {
      Path folder = Files.createTempDirectory("threads");
      Path file = folder.resolve("dump.txt");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readAllLines(file);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the threads can't be listed", e);
    }
  }

  private LiveThreads() {}
}
