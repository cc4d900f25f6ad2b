package io.mcpmanager.examples.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What one round has shown.
 *
 * @param median half of the calls took at most this many nanoseconds
 * @param p99 99 of 100 calls took at most this many nanoseconds
 * @param perSecond calls of all threads together
 */
record Sample(double median, double p99, double perSecond) {

  static Sample of(List<long[]> nanos, double seconds) {
    long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    if (all.length == 0) {
      throw new IllegalStateException("not one call ended within the round");
    }
    return new Sample(
        all[all.length / 2],
        all[Math.min(all.length - 1, all.length * 99 / 100)],
        all.length / seconds);
  }

  /** The round that was disturbed least by whatever else the machine does. */
  static Sample best(List<Sample> rounds) {
    return rounds.stream().reduce((a, b) -> b.median() < a.median() ? b : a).orElseThrow();
  }
}
