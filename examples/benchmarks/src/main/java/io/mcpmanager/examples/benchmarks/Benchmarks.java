package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs the benchmarks whose names are given, or all; with {@code --short}, for less time where there is a choice, with
 * {@code --long}, {@code dashboard} with ten minutes of its memory, and with {@code --no-hooks}, {@code hop} without an
 * interceptor and a policy in the way.
 */
public final class Benchmarks {

  private static final String SHORT = "--short";
  private static final String LONG = "--long";
  private static final String NO_HOOKS = "--no-hooks";
  private static final Set<String> OPTIONS = Set.of(SHORT, LONG, NO_HOOKS);
  private static final List<String> ALL = List.of(
      "inprocess",
      "http",
      "hop",
      "bigresults",
      "events",
      "floods",
      "start",
      "health",
      "idle",
      "sessions",
      "access",
      "containers",
      "dashboard");

  public static void main(String[] arguments) throws Exception {
    boolean shortly = Arrays.asList(arguments).contains(SHORT);
    boolean hooked = !Arrays.asList(arguments).contains(NO_HOOKS);
    boolean lengthily = Arrays.asList(arguments).contains(LONG);
    List<String> names =
        Arrays.stream(arguments).filter(argument -> !OPTIONS.contains(argument)).toList();
    try (var scratch = new Scratch()) {
      for (String name : names.isEmpty() ? ALL : names) {
        run(name, scratch.folder(name), shortly, lengthily, hooked);
      }
    }
  }

  private static void run(
      String name, Path folder, boolean shortly, boolean lengthily, boolean hooked)
      throws Exception {
    switch (name) {
      case "inprocess" -> InProcessBenchmark.run();
      case "http" -> HttpBenchmark.run(folder);
      case "hop" -> HopBenchmark.run(folder, shortly, hooked);
      case "bigresults" -> BigResultsBenchmark.run(folder);
      case "events" -> EventsBenchmark.run(folder);
      case "floods" -> FloodsBenchmark.run(folder);
      case "start" -> StartBenchmark.run(folder);
      case "health" -> HealthBenchmark.run(folder);
      case "idle" -> IdleBenchmark.run(folder);
      case "sessions" -> SessionsBenchmark.run(folder);
      case "access" -> AccessBenchmark.run(folder);
      case "containers" -> ContainersBenchmark.run(shortly);
      case "dashboard" -> DashboardBenchmark.run(folder, shortly, lengthily);
      default ->
        throw new IllegalArgumentException("no benchmark '" + name + "', there are " + ALL);
    }
  }

  private Benchmarks() {}
}
