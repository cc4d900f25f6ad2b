package io.mcpmanager.examples.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Calls a tool for a while, as many calls at a time as there are connections. */
@FunctionalInterface
interface Load {

  /**
   * How much is called how.
   *
   * @param text bytes that go there and come back with each call
   */
  record Plan(int connections, int text, Duration warmUp, Duration duration) {}

  /**
   * What one load has shown.
   *
   * @param failures calls without the answer expected
   * @param calls of the warm-up too
   */
  record Outcome(Sample sample, long failures, long calls) {}

  /** No session could be opened, or no call got its answer. */
  Outcome NOTHING =
      new Outcome(new Sample(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0), 1, 0);

  Outcome run(Hop.Target target, Plan plan) throws Exception;

  /** By the native program. */
  static Load byProgram(Path program) {
    return (target, plan) -> {
      Process load = new ProcessBuilder(
              program.toString(),
              Integer.toString(target.port()),
              target.path(),
              target.tool(),
              target.protocol().name().toLowerCase(Locale.ROOT),
              Integer.toString(plan.connections()),
              Double.toString(plan.warmUp().toNanos() / 1e9),
              Double.toString(plan.duration().toNanos() / 1e9),
              Integer.toString(plan.text()))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return load.waitFor() == 0 ? outcome(said.strip().split(" ")) : NOTHING;
    };
  }

  /** By threads of this program, which cost more of the processors that the hops share. */
  static Load byThreads() {
    return (target, plan) -> {
      var callers = new ArrayList<McpCaller>();
      try (var pool = Executors.newFixedThreadPool(plan.connections())) {
        for (int i = 0; i < plan.connections(); i++) {
          callers.add(new McpCaller(target.port(), target.path(), target.tool(), plan.text()));
        }
        long measured = System.nanoTime() + plan.warmUp().toNanos();
        long end = measured + plan.duration().toNanos();
        var all = new AtomicLong();
        List<Callable<long[]>> tasks = callers.stream()
            .<Callable<long[]>>map(caller -> () -> repeat(caller, measured, end, all))
            .toList();
        var samples = new ArrayList<long[]>();
        for (Future<long[]> done : pool.invokeAll(tasks)) {
          samples.add(done.get());
        }
        return new Outcome(Sample.of(samples, (System.nanoTime() - measured) / 1e9), 0, all.get());
      } catch (IOException | ExecutionException e) {
        return NOTHING;
      } finally {
        for (McpCaller caller : callers) {
          caller.close();
        }
      }
    };
  }

  private static Outcome outcome(String[] said) {
    long good = Long.parseLong(said[0]);
    return new Outcome(
        good == 0
            ? NOTHING.sample()
            : new Sample(
                Double.parseDouble(said[3]),
                Double.parseDouble(said[4]),
                good / Double.parseDouble(said[2])),
        Long.parseLong(said[1]),
        Long.parseLong(said[5]));
  }

  private static long[] repeat(McpCaller caller, long measured, long end, AtomicLong all)
      throws IOException {
    var nanos = new long[1 << 18];
    int count = 0;
    int calls = 0;
    for (long now = System.nanoTime(); now < end && count < nanos.length; ) {
      caller.call();
      long after = System.nanoTime();
      if (now >= measured) {
        nanos[count++] = after - now;
      }
      calls++;
      now = after;
    }
    all.addAndGet(calls);
    return Arrays.copyOf(nanos, count);
  }
}
