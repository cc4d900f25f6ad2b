package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The manager beside other things that can stand between a client and an MCP server over HTTP: nginx, a hop in Java
 * that does nothing, and programs of npm. All are measured in front of the same server, in turns.
 */
final class HopBenchmark {

  private static final List<Integer> TEXTS = List.of(100, 10_000, 1_000_000);
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);

  private static final int LONG_RESULT = 10_000_000;
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /** How long and how often each is measured. */
  private record Effort(int rounds, Duration warmUp, Duration round) {

    static final Effort FULL = new Effort(4, Duration.ofMillis(500), Duration.ofSeconds(2));
    static final Effort SHORT = new Effort(2, Duration.ofMillis(250), Duration.ofSeconds(1));
  }

  private final Load load;
  private final List<Hop> hops;
  private final boolean fetches;

  private HopBenchmark(Load load, List<Hop> hops, boolean fetches) {
    this.load = load;
    this.hops = hops;
    this.fetches = fetches;
  }

  /** Measures and prints. */
  static void run(Path folder, boolean shortly, boolean hooked) throws Exception {
    Optional<Path> program = NativePrograms.compile("load", folder);
    Load load = program.map(Load::byProgram).orElseGet(Load::byThreads);
    if (program.isEmpty()) {
      Hops.skipped(
          "MCP server and load generator in C", "without gcc Java programs take their place");
    }
    List<String> server = NativePrograms.compile("upstream", folder)
        .map(file -> List.of(file.toString()))
        .orElseGet(Programs::echo);
    try (var hops = new Hops(folder, load, server, hooked)) {
      hops.start();
      new HopBenchmark(load, hops.all(), program.isPresent())
          .measure(shortly ? Effort.SHORT : Effort.FULL);
    }
  }

  private void measure(Effort effort) throws Exception {
    warmUp();
    for (int text : TEXTS) {
      for (int connections : CONNECTIONS) {
        measure(new Load.Plan(connections, text, effort.warmUp(), effort.round()), effort.rounds());
      }
    }
    HopTable.printFootprints(hops);
    if (fetches) {
      fetchLongResults();
    }
  }

  /** What a long result costs that goes through, besides the array it is read into. */
  private void fetchLongResults() throws Exception {
    System.out.printf("%n### hop, results of 10,000,000 B%n%n");
    System.out.println(
        "| hop | p50 | failures | CPU ms per 1,000 | bytes allocated, of the result's |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    var plan = new Load.Plan(1, LONG_RESULT, Duration.ofSeconds(1), Duration.ofSeconds(3));
    for (Hop hop : hops) {
      if (hop.target().protocol() == Hop.Protocol.MCP) {
        var fetching =
            new Hop(hop.name(), hop.kind(), hop.target().by(Hop.Protocol.FETCH), hop.footprint());
        HopTable.Round round = HopTable.Round.of(fetching, load, plan);
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %d | %.0f | %s |%n",
            hop.name(),
            Report.time(round.outcome().sample().median()),
            round.outcome().failures(),
            round.cpuMillis(),
            Double.isNaN(round.allocated())
                ? ""
                : String.format(Locale.ROOT, "%.2f", round.allocated() / LONG_RESULT));
      }
    }
    System.out.flush();
  }

  private void measure(Load.Plan plan, int rounds) throws Exception {
    var table = new HopTable(hops);
    for (int round = 0; round < rounds; round++) {
      for (Hop hop : hops) {
        table.add(hop, HopTable.Round.of(hop, load, plan));
      }
    }
    table.print("hop, " + plan.text() + " B, connections: " + plan.connections());
  }

  /** Until compilers have seen everything. */
  private void warmUp() throws Exception {
    for (int text : TEXTS) {
      for (Hop hop : hops) {
        var ignored =
            load.run(hop.target(), new Load.Plan(16, text, WARM_UP, Duration.ofMillis(200)));
      }
    }
  }
}
