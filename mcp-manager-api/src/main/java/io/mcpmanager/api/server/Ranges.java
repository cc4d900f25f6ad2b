package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.List;

/** The one check of values against their range. */
final class Ranges {

  static void check(String field, long value, long min, long max, List<Problem> problems) {
    if (value < min || value > max) {
      problems.add(new Problem(
          field,
          "must be from " + min + " to " + max + ", was " + value,
          Problem.Code.OUT_OF_RANGE));
    }
  }

  static void check(String field, double value, double min, double max, List<Problem> problems) {
    // not a number is within no range
    if (!(value >= min && value <= max)) {
      problems.add(new Problem(
          field,
          "must be from " + min + " to " + max + ", was " + value,
          Problem.Code.OUT_OF_RANGE));
    }
  }

  static void check(
      String field, Duration value, Duration min, Duration max, List<Problem> problems) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problems.add(new Problem(
          field,
          "must be from " + min + " to " + max + ", was " + value,
          Problem.Code.OUT_OF_RANGE));
    }
  }

  private Ranges() {}
}
