package io.mcpmanager.examples.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the benchmarks whose names are given, or all; with {@code --short}, for less time where there is a choice, and with
 * {@code --no-hooks}, {@code hop} without an interceptor and a policy in the way.
 */
public final class Benchmarks {

  private static final String SHORT = "--short";
  private static final String NO_HOOKS = "--no-hooks";
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
      "access",
      "containers");

  public static void main(String[] arguments) throws Exception {
    boolean shortly = Arrays.asList(arguments).contains(SHORT);
    boolean hooked = !Arrays.asList(arguments).contains(NO_HOOKS);
    List<String> names = Arrays.stream(arguments)
        .filter(argument -> !argument.equals(SHORT) && !argument.equals(NO_HOOKS))
        .toList();
    try (var scratch = new Scratch()) {
      for (String name : names.isEmpty() ? ALL : names) {
        run(name, scratch.folder(name), shortly, hooked);
      }
    }
  }

  private static void run(String name, Path folder, boolean shortly, boolean hooked)
      throws Exception {
    switch (name) {
      case "inprocess" -> InProcessBenchmark.run();
      case "http" -> HttpBenchmark.run(folder);
      case "hop" -> HopBenchmark.run(folder, shortly, hooked);
      case "events" -> EventsBenchmark.run(folder);
      case "floods" -> FloodsBenchmark.run(folder);
      case "start" -> StartBenchmark.run(folder);
      case "health" -> HealthBenchmark.run(folder);
      case "idle" -> IdleBenchmark.run(folder);
      case "sessions" -> SessionsBenchmark.run(folder);
      case "access" -> AccessBenchmark.run(folder);
      case "containers" -> ContainersBenchmark.run(shortly);
      default ->
        throw new IllegalArgumentException("no benchmark '" + name + "', there are " + ALL);
    }
  }

  private Benchmarks() {}
}
