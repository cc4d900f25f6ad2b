package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The manager beside other things that can stand between a client and an MCP server over HTTP: nginx, a hop in Java
 * that does nothing, and programs of npm. All are measured in front of the same server, in turns.
 */
final class HopBenchmark {

  private static final List<Integer> TEXTS = List.of(100, 10_000, 1_000_000);
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);

  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /** How long and how often each is measured. */
  private record Effort(int rounds, Duration warmUp, Duration round) {

    static final Effort FULL = new Effort(4, Duration.ofMillis(500), Duration.ofSeconds(2));
    static final Effort SHORT = new Effort(2, Duration.ofMillis(250), Duration.ofSeconds(1));
  }

  private final Load load;
  private final List<Hop> hops;

  private HopBenchmark(Load load, List<Hop> hops) {
    this.load = load;
    this.hops = hops;
  }

  /** Measures and prints. */
  static void run(Path folder, boolean shortly) throws Exception {
    Optional<Path> program = NativePrograms.compile("load", folder);
    Load load = program.map(Load::byProgram).orElseGet(Load::byThreads);
    if (program.isEmpty()) {
      Hops.skipped(
          "MCP server and load generator in C", "without gcc Java programs take their place");
    }
    List<String> server = NativePrograms.compile("upstream", folder)
        .map(file -> List.of(file.toString()))
        .orElseGet(Programs::echo);
    try (var hops = new Hops(folder, load, server)) {
      hops.start();
      new HopBenchmark(load, hops.all()).measure(shortly ? Effort.SHORT : Effort.FULL);
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
