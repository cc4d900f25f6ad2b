package io.mcpmanager.api.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long some checks took, in a form that is small, can be added up, and still knows percentiles. Immutable.
 *
 * <p>Number, sum, shortest and longest are exact, to the microsecond. Besides, times are counted in bins, sixteen to
 * every power of two of microseconds, so that a bin is at most 1/16 as wide as its lowest time. A percentile is given
 * as the middle of the bin it falls into: it is off by at most 1/32 (3.2 %) of the true one or one microsecond,
 * whichever is more, however often times were added up.
 */
public final class ResponseTimes {

  /** No times. */
  public static final ResponseTimes NONE = new ResponseTimes(0, 0, 0, new int[0], new long[0]);

  private static final int BITS_WITHIN_OCTAVE = 4;
  private static final int BINS_WITHIN_OCTAVE = 1 << BITS_WITHIN_OCTAVE;
  // about 36 years: longer is no response time, and sums of them must not overflow
  private static final long LONGEST = 1L << 50;

  /** How many bins there are. */
  static final int BINS = binOf(LONGEST) + 1;

  private final long sum;
  private final long min;
  private final long max;
  private final int[] bins;
  private final long[] counts;

  /** Times in these bins, ascending, none of them empty; takes the arrays over. */
  ResponseTimes(long sum, long min, long max, int[] bins, long[] counts) {
    this.sum = sum;
    this.min = min;
    this.max = max;
    this.bins = bins;
    this.counts = counts;
  }

  /** One time; parts of a microsecond are dropped, a negative one counts as 0. */
  public static ResponseTimes of(Duration time) {
    return single(micros(time));
  }

  static long micros(Duration time) {
    return Math.clamp(time.toNanos() / 1000, 0, LONGEST);
  }

  private static ResponseTimes single(long micros) {
    return new ResponseTimes(micros, micros, micros, new int[] {binOf(micros)}, new long[] {1});
  }

  /** These and others together. */
  public ResponseTimes plus(ResponseTimes other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    var mergedBins = new int[bins.length + other.bins.length];
    var mergedCounts = new long[mergedBins.length];
    int size = 0;
    int left = 0;
    int right = 0;
    while (left < bins.length || right < other.bins.length) {
      int bin = Math.min(binAt(left), other.binAt(right));
      mergedBins[size] = bin;
      if (binAt(left) == bin) {
        mergedCounts[size] += counts[left++];
      }
      if (other.binAt(right) == bin) {
        mergedCounts[size] += other.counts[right++];
      }
      size++;
    }
    return new ResponseTimes(
        sum + other.sum,
        Math.min(min, other.min),
        Math.max(max, other.max),
        Arrays.copyOf(mergedBins, size),
        Arrays.copyOf(mergedCounts, size));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bins.length == 0;
  }

  /** How many there are. */
  public long count() {
    long count = 0;
    for (long some : counts) {
      count += some;
    }
    return count;
  }

  /** The shortest; zero if there are none. */
  public Duration min() {
    return micros(min);
  }

  /** The longest; zero if there are none. */
  public Duration max() {
    return micros(max);
  }

  /** The mean; zero if there are none. */
  public Duration average() {
    return isEmpty() ? Duration.ZERO : micros(sum / count());
  }

  /**
   * The shortest time within which so many percent of the checks were answered; zero if there are none.
   *
   * @param percent more than 0, at most 100
   */
  public Duration percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent must be above 0 and at most 100, was " + percent);
    }
    long rank = Math.max(1, (long) Math.ceil(count() * (percent / 100)));
    long seen = 0;
    for (int i = 0; i < bins.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return micros(Math.clamp(middleOf(bins[i]), min, max));
      }
    }
    return micros(max);
  }

  /** The figures people ask for; empty if there are no times. */
  public Optional<ResponseTimeSummary> summary() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(new ResponseTimeSummary(
            min(),
            average(),
            max(),
            percentile(50),
            percentile(90),
            percentile(95),
            percentile(99)));
  }

  /** A short form for stores. */
  public byte[] encoded() {
    var out = new ByteArrayOutputStream();
    if (count() == 1) {
      write(out, 1);
      write(out, sum);
    } else if (!isEmpty()) {
      write(out, bins.length + 1);
      write(out, sum);
      write(out, min);
      write(out, max);
      int before = 0;
      for (int i = 0; i < bins.length; i++) {
        write(out, bins[i] - before);
        write(out, counts[i]);
        before = bins[i];
      }
    }
    return out.toByteArray();
  }

  /**
   * Reads what {@link #encoded} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ResponseTimes decode(byte[] encoded) {
    if (encoded.length == 0) {
      return NONE;
    }
    var in = ByteBuffer.wrap(encoded);
    long size = read(in, encoded.length) - 1;
    if (size < 0) {
      throw malformed();
    }
    ResponseTimes times = size == 0 ? single(read(in, LONGEST)) : many(in, (int) size);
    if (in.hasRemaining()) {
      throw malformed();
    }
    return times;
  }

  private static ResponseTimes many(ByteBuffer in, int size) {
    long sum = read(in, Long.MAX_VALUE);
    long min = read(in, LONGEST);
    long max = read(in, LONGEST);
    var bins = new int[size];
    var counts = new long[size];
    long bin = 0;
    for (int i = 0; i < size; i++) {
      bin += read(in, binOf(LONGEST) - bin);
      bins[i] = (int) bin;
      counts[i] = read(in, Integer.MAX_VALUE);
      if (counts[i] == 0 || (i > 0 && bins[i] == bins[i - 1])) {
        throw malformed();
      }
    }
    if (min > max) {
      throw malformed();
    }
    return new ResponseTimes(sum, min, max, bins, counts);
  }

  private int binAt(int position) {
    return position < bins.length ? bins[position] : Integer.MAX_VALUE;
  }

  static int binOf(long micros) {
    int shift = shiftOf(micros);
    return (int) (((long) shift << BITS_WITHIN_OCTAVE) + (micros >>> shift));
  }

  private static int shiftOf(long micros) {
    int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros | 1);
    return Math.max(0, highest - BITS_WITHIN_OCTAVE);
  }

  private static long middleOf(int bin) {
    int shift = Math.max(0, (bin >> BITS_WITHIN_OCTAVE) - 1);
    long lowest = (long) (bin - shift * BINS_WITHIN_OCTAVE) << shift;
    return lowest + ((1L << shift) - 1) / 2;
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long rest = number;
    while (rest >= 0x80) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long read(ByteBuffer in, long most) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        if (number > most) {
          throw malformed();
        }
        return number;
      }
    }
    throw malformed();
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("these are no encoded response times");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResponseTimes times
        && sum == times.sum
        && min == times.min
        && max == times.max
        && Arrays.equals(bins, times.bins)
        && Arrays.equals(counts, times.counts);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sum) * 31 + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return isEmpty() ? "no times" : count() + " from " + min() + " to " + max();
  }
}
