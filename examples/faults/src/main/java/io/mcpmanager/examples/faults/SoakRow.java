package io.mcpmanager.examples.faults;

import java.util.Locale;

/**
 * What was seen at the end of a stretch of a soak.
 *
 * @param heapMiB in use after a collection
 * @param failures of calls that should have succeeded
 */
record SoakRow(
    long number,
    double residentMiB,
    double heapMiB,
    int threads,
    int descriptors,
    double callsPerSecond,
    double p99Millis,
    long commands,
    long events,
    long failures) {

  static final String HEADER =
      "| row | resident MiB | heap MiB | threads | descriptors | calls/s | p99 ms | commands | events heard | failures |\n"
          + "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "| %d | %.1f | %.1f | %d | %d | %.0f | %.1f | %d | %d | %d |",
        number,
        residentMiB,
        heapMiB,
        threads,
        descriptors,
        callsPerSecond,
        p99Millis,
        commands,
        events,
        failures);
  }
}
