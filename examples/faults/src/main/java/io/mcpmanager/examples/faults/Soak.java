package io.mcpmanager.examples.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Puts a mixed load on the manager for a long time, prints a row a minute, and says in the end whether memory, threads
 * and descriptors grew. {@code soak --minutes 60}; ends with 1 if something grew or a call failed that should not have.
 */
public final class Soak {

  private static final Duration BETWEEN_ROWS = Duration.ofMinutes(1);
  private static final int FEWEST_ROWS = 6;

  public static void main(String[] words) throws Exception {
    if (words.length != 2 || !words[0].equals("--minutes")) {
      System.err.println("usage: soak --minutes NUMBER");
      System.exit(2);
    }
    Duration length = Duration.ofMinutes(Long.parseLong(words[1]));
    Path folder = Files.createTempDirectory("mcp-manager-soak-");
    List<String> findings;
    try {
      findings = run(folder, length, BETWEEN_ROWS);
    } finally {
      delete(folder);
    }
    System.exit(findings.isEmpty() ? 0 : 1);
  }

  /**
   * Runs and reports.
   *
   * @return what is not as it should be, for people; empty if all is well
   */
  static List<String> run(Path folder, Duration length, Duration betweenRows)
      throws IOException, InterruptedException {
    var rows = new ArrayList<SoakRow>();
    var findings = new ArrayList<String>();
    try (var manager = ManagerProgram.start(folder);
        var load = SoakLoad.start(manager, FaultyServer.unpackedTo(folder))) {
      System.out.println(SoakRow.HEADER);
      long start = System.nanoTime();
      for (long row = 1; System.nanoTime() - start < length.toNanos(); row++) {
        long due = start + row * betweenRows.toNanos();
        Waiting.pause(Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
        SoakRow measured = load.measure(row);
        rows.add(measured);
        System.out.println(measured);
        findings.addAll(load.takeFailures());
      }
    }
    if (rows.size() >= FEWEST_ROWS) {
      findings.addAll(growth(rows));
    }
    System.out.println(findings.isEmpty() ? "\nflat, no failures" : "\n" + findings);
    return findings;
  }

  /** The first third is left out: caches and compiled code come to their size in it. */
  private static List<String> growth(List<SoakRow> all) {
    List<SoakRow> rows = all.subList(all.size() / 3, all.size());
    return Stream.of(
            Trend.of("resident MiB", rows.stream().map(SoakRow::residentMiB).toList()),
            Trend.of("heap MiB", rows.stream().map(SoakRow::heapMiB).toList()),
            Trend.of("threads", rows.stream().map(row -> (double) row.threads()).toList()),
            Trend.of(
                "descriptors",
                rows.stream().map(row -> (double) row.descriptors()).toList()))
        .peek(trend -> System.out.printf(Locale.ROOT, "%n%s", trend))
        .filter(Trend::grows)
        .map(trend -> "grows: " + trend)
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  private Soak() {}
}
