package io.mcpmanager.examples.faults;

import java.util.List;
import java.util.Locale;

/**
 * The straight line that fits a series of numbers best.
 *
 * @param rise from the first to the last number, along the line
 * @param mean of all numbers
 * @param scatter standard deviation of the numbers from the line
 */
record Trend(String what, double rise, double mean, double scatter) {

  private static final double MEANT = 0.05;

  static Trend of(String what, List<Double> values) {
    int count = values.size();
    double mean = values.stream().mapToDouble(v -> v).average().orElse(0);
    double middle = (count - 1) / 2.0;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      products += (i - middle) * (values.get(i) - mean);
      squares += (i - middle) * (i - middle);
    }
    double slope = squares == 0 ? 0 : products / squares;
    double rest = 0;
    for (int i = 0; i < count; i++) {
      double off = values.get(i) - mean - slope * (i - middle);
      rest += off * off;
    }
    return new Trend(what, slope * (count - 1), mean, Math.sqrt(rest / Math.max(1, count)));
  }

  /** Whether it rose by more than a twentieth, and by more than it goes up and down anyway. */
  boolean grows() {
    return rise > mean * MEANT && rise > 2 * scatter;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.1f on average, rose by %.1f, scatters by %.1f",
        what,
        mean,
        rise,
        scatter);
  }
}
