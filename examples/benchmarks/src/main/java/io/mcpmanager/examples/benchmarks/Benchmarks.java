package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks whose names are given, or all. */
public final class Benchmarks {

  private static final List<String> ALL =
      List.of("inprocess", "http", "events", "floods", "start", "health", "idle");

  public static void main(String[] names) throws Exception {
    try (var scratch = new Scratch()) {
      for (String name : names.length == 0 ? ALL : List.of(names)) {
        run(name, scratch.folder(name));
      }
    }
  }

  private static void run(String name, Path folder) throws Exception {
    switch (name) {
      case "inprocess" -> InProcessBenchmark.run();
      case "http" -> HttpBenchmark.run(folder);
      case "events" -> EventsBenchmark.run(folder);
      case "floods" -> FloodsBenchmark.run(folder);
      case "start" -> StartBenchmark.run(folder);
      case "health" -> HealthBenchmark.run(folder);
      case "idle" -> IdleBenchmark.run(folder);
      default ->
        throw new IllegalArgumentException("no benchmark '" + name + "', there are " + ALL);
    }
  }

  private Benchmarks() {}
}
