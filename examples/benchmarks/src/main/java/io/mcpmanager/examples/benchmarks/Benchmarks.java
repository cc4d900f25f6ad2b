package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs the benchmarks whose names are given, or all; with {@code --short}, for less time where there is a choice. */
public final class Benchmarks {

  private static final String SHORT = "--short";
  private static final List<String> ALL = List.of(
      "inprocess",
      "http",
      "hop",
      "events",
      "floods",
      "start",
      "health",
      "idle",
      "sessions",
      "containers");

  public static void main(String[] arguments) throws Exception {
    boolean shortly = Arrays.asList(arguments).contains(SHORT);
    List<String> names =
        Arrays.stream(arguments).filter(argument -> !argument.equals(SHORT)).toList();
    try (var scratch = new Scratch()) {
      for (String name : names.isEmpty() ? ALL : names) {
        run(name, scratch.folder(name), shortly);
      }
    }
  }

  private static void run(String name, Path folder, boolean shortly) throws Exception {
    switch (name) {
      case "inprocess" -> InProcessBenchmark.run();
      case "http" -> HttpBenchmark.run(folder);
      case "hop" -> HopBenchmark.run(folder, shortly);
      case "events" -> EventsBenchmark.run(folder);
      case "floods" -> FloodsBenchmark.run(folder);
      case "start" -> StartBenchmark.run(folder);
      case "health" -> HealthBenchmark.run(folder);
      case "idle" -> IdleBenchmark.run(folder);
      case "sessions" -> SessionsBenchmark.run(folder);
      case "containers" -> ContainersBenchmark.run(shortly);
      default ->
        throw new IllegalArgumentException("no benchmark '" + name + "', there are " + ALL);
    }
  }

  private Benchmarks() {}
}
