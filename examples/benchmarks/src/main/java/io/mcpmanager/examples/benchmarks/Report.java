package io.mcpmanager.examples.benchmarks;

import java.util.Locale;
import java.util.Map;

/** Prints what was measured as rows of a Markdown table; the first row is the baseline. */
final class Report {

  static void print(String title, Map<String, Sample> samples) {
    System.out.printf("%n### %s%n%n", title);
    System.out.println(
        "| way | median | of baseline | added | p99 | of baseline | calls/s | of baseline |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    Sample base = samples.values().iterator().next();
    samples.forEach((name, sample) -> System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.2f | %s | %s | %.2f | %.0f | %.2f |%n",
        name,
        time(sample.median()),
        sample.median() / base.median(),
        time(sample.median() - base.median()),
        time(sample.p99()),
        sample.p99() / base.p99(),
        sample.perSecond(),
        sample.perSecond() / base.perSecond()));
    System.out.flush();
  }

  /** Nanoseconds, readable. */
  static String time(double nanos) {
    if (Double.isInfinite(nanos)) {
      return "";
    }
    return Math.abs(nanos) < 1e6
        ? String.format(Locale.ROOT, "%.1f µs", nanos / 1e3)
        : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }

  private Report() {}
}
