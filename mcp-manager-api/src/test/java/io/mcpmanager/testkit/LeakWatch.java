package io.mcpmanager.testkit;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Remembers which processes, threads and descriptors there are, and tells later which have been added and are still
 * there. {@link LeakFree} does this around tests; a test of its own makes can do it around a part of one.
 */
public final class LeakWatch {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Set<String> before;
  private final List<Pattern> except;

  private LeakWatch(Set<String> before, List<Pattern> except) {
    this.before = before;
    this.except = except;
  }

  /**
   * Begins with what there is now.
   *
   * @param except as {@link LeakFree#except()}
   */
  public static LeakWatch begin(String... except) {
    return new LeakWatch(
        Set.copyOf(holdings().keySet()), Stream.of(except).map(Pattern::compile).toList());
  }

  /** What has been added since and is there now, each in a line or a few; empty if nothing is. */
  public List<String> leftovers() {
    return holdings().entrySet().stream()
        .filter(holding -> !before.contains(holding.getKey()))
        .map(Map.Entry::getValue)
        .filter(
            text -> except.stream().noneMatch(pattern -> pattern.matcher(text).find()))
        .toList();
  }

  /**
   * Waits until nothing is left of what has been added since.
   *
   * @param atMost how long it may take
   * @throws AssertionError if something is left then; it says what
   */
  public void assertNothingLeft(Duration atMost) throws InterruptedException {
    var never = new CountDownLatch(1);
    long deadline = System.nanoTime() + atMost.toNanos();
    List<String> left = leftovers();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      var ignored = never.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      left = leftovers();
    }
    if (!left.isEmpty()) {
      throw new AssertionError("left behind, and still there after " + atMost.toMillis() + " ms: "
          + left.stream().map(text -> "\n  " + text).collect(joining()));
    }
  }

  /** Everything there is, described, by what tells it from all others. */
  private static Map<String, String> holdings() {
    var holdings = new LinkedHashMap<String, String>();
    processes(holdings);
    holdings.putAll(LiveThreads.all());
    holdings.putAll(OpenDescriptors.all());
    return holdings;
  }

  private static void processes(Map<String, String> holdings) {
    ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).forEach(process -> {
      ProcessHandle.Info info = process.info();
      // ids are used again; together with the start they are not
      String start = info.startInstant().map(Object::toString).orElse("?");
      String line = info.commandLine().or(info::command).orElse("?");
      holdings.put(
          "process " + process.pid() + " " + start,
          "process " + process.pid() + " of " + start + ": " + shortened(line));
    });
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
