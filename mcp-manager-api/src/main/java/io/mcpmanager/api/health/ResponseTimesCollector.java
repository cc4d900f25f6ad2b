package io.mcpmanager.api.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** Collects times from many threads at once, in some 3 KB; one more costs a few atomic additions. Thread-safe. */
public final class ResponseTimesCollector {

  private final AtomicIntegerArray counts = new AtomicIntegerArray(ResponseTimes.BINS);
  private final AtomicLong sum = new AtomicLong();
  private final LongAccumulator min = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator max = new LongAccumulator(Math::max, 0);

  /** Begins with none. */
  public ResponseTimesCollector() {}

  /** Adds a time; parts of a microsecond are dropped, a negative one counts as 0. */
  public void add(Duration time) {
    long micros = ResponseTimes.micros(time);
    sum.addAndGet(micros);
    min.accumulate(micros);
    max.accumulate(micros);
    counts.incrementAndGet(ResponseTimes.binOf(micros)); // last: what is counted has been added up
  }

  /** What was collected so far; what is being added at the same time may be missing. */
  public ResponseTimes times() {
    int filled = 0;
    for (int bin = 0; bin < counts.length(); bin++) {
      filled += counts.get(bin) == 0 ? 0 : 1;
    }
    var bins = new int[filled];
    var numbers = new long[filled];
    int next = 0;
    for (int bin = 0; bin < counts.length() && next < filled; bin++) {
      int number = counts.get(bin);
      if (number != 0) {
        bins[next] = bin;
        numbers[next++] = number;
      }
    }
    return filled == 0
        ? ResponseTimes.NONE
        : new ResponseTimes(sum.get(), min.get(), max.get(), bins, numbers);
  }
}
