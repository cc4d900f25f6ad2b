package io.mcpmanager.examples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures several ways of doing the same. They take turns, so that what else the machine does in the meantime hits all
 * of them; of each the best round counts. The first way is the baseline.
 */
final class Comparison {

  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final int MOST_SAMPLES = 1 << 18;

  private final String title;
  private final int threads;
  private final Map<String, Caller.Source> ways = new LinkedHashMap<>();

  Comparison(String title, int threads) {
    this.title = title;
    this.threads = threads;
  }

  Comparison way(String name, Caller.Source source) {
    ways.put(name, source);
    return this;
  }

  /** Measures and prints. */
  void run() throws Exception {
    for (Caller.Source source : ways.values()) {
      round(source, WARM_UP);
    }
    var rounds = new LinkedHashMap<String, List<Sample>>();
    for (int i = 0; i < ROUNDS; i++) {
      for (var way : ways.entrySet()) {
        rounds
            .computeIfAbsent(way.getKey(), ignored -> new ArrayList<>())
            .add(round(way.getValue(), ROUND));
      }
    }
    var best = new LinkedHashMap<String, Sample>();
    rounds.forEach((name, samples) -> best.put(name, Sample.best(samples)));
    Report.print(title, best);
  }

  private Sample round(Caller.Source source, Duration duration) throws Exception {
    var callers = new ArrayList<Caller>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        callers.add(source.open());
      }
      long start = System.nanoTime();
      List<Callable<long[]>> tasks = callers.stream()
          .<Callable<long[]>>map(caller -> () -> repeat(caller, start + duration.toNanos()))
          .toList();
      var samples = new ArrayList<long[]>();
      for (Future<long[]> done : pool.invokeAll(tasks)) {
        samples.add(done.get());
      }
      return Sample.of(samples, (System.nanoTime() - start) / 1e9);
    } finally {
      for (Caller caller : callers) {
        caller.close();
      }
    }
  }

  private static long[] repeat(Caller caller, long end) throws Exception {
    var nanos = new long[MOST_SAMPLES];
    int count = 0;
    long now = System.nanoTime();
    while (now < end && count < MOST_SAMPLES) {
      caller.call();
      long after = System.nanoTime();
      nanos[count++] = after - now;
      now = after;
    }
    return Arrays.copyOf(nanos, count);
  }
}
