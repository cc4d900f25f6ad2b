package io.mcpmanager.examples.faults;

import java.util.Arrays;

/** How long calls took; of very many in one stretch, the first ones stand for all. Thread-safe. */
final class Latencies {

  private static final int KEPT = 1_000_000;

  /** Of one stretch. */
  record Summary(long count, double p99Millis) {}

  private long[] nanos = new long[1024];
  private int kept;
  private long count;

  void time(Steady.Call call) throws Exception {
    long start = System.nanoTime();
    call.run();
    add(System.nanoTime() - start);
  }

  private synchronized void add(long taken) {
    count++;
    if (kept < KEPT) {
      if (kept == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * kept);
      }
      nanos[kept++] = taken;
    }
  }

  /** Since the last time this was asked. */
  synchronized Summary take() {
    long[] sorted = Arrays.copyOf(nanos, kept);
    Arrays.sort(sorted);
    var summary = new Summary(
        count, kept == 0 ? 0 : sorted[(int) Math.min(kept - 1, kept * 99L / 100)] / 1e6);
    count = 0;
    kept = 0;
    return summary;
  }
}
