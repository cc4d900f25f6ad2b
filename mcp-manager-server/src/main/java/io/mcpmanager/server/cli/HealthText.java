package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A server's health and its history, for people: figures, and a character for every point. */
final class HealthText {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  static String of(JsonNode health, JsonNode history) {
    var lines = new ArrayList<String>();
    String now = health.path("status").asText();
    if (health.path("responseTime").isTextual()) {
      now += ", last check "
          + health.path("checkedAt").asText() + " took "
          + time(Duration.parse(health.path("responseTime").asText()));
    }
    lines.add("now           " + now);
    if (health.path("error").isTextual()) {
      lines.add("error         " + health.path("error").asText());
    }
    JsonNode checks = history.path("checks");
    if (checks.path("total").asLong() == 0) {
      lines.add("last " + padded(history) + "no checks");
    } else {
      lines.add("last " + padded(history) + checks(checks));
      lines.add("uptime        " + uptime(history));
      lines.add("error budget  " + budget(history.path("availability")));
      if (history.path("responseTimeMillis").isObject()) {
        lines.add("response time " + times(history.path("responseTimeMillis")));
      }
      lines.add("");
      lines.add("up            " + availability(history.path("points")));
      lines.add("p95           " + sparkline(history.path("points")));
      lines.add("              from " + history.path("from").asText() + ", each "
          + span(Duration.parse(history.path("step").asText()))
          + "; █ healthy, ▄ degraded, x down, · unknown");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String padded(JsonNode history) {
    return String.format(Locale.ROOT, "%-9s", history.path("range").asText());
  }

  private static String checks(JsonNode checks) {
    List<String> parts = new ArrayList<>();
    for (String status : List.of("healthy", "degraded", "unhealthy", "unknown")) {
      if (checks.path(status).asLong() > 0) {
        parts.add(checks.path(status).asLong() + " " + status);
      }
    }
    return checks.path("total").asLong() + " checks: " + String.join(", ", parts);
  }

  private static String uptime(JsonNode history) {
    JsonNode uptime = history.path("uptimePercent");
    return (uptime.isNumber()
            ? String.format(Locale.ROOT, "%.3f %%", uptime.asDouble())
            : "unknown")
        + " since " + history.path("measuredFrom").asText();
  }

  private static String budget(JsonNode availability) {
    Duration remaining = Duration.parse(availability.path("remainingBudget").asText());
    Duration budget = Duration.parse(availability.path("errorBudget").asText());
    String left = remaining.isNegative()
        ? "overdrawn by " + span(remaining.negated())
        : span(remaining) + " left";
    return left + " of " + span(budget) + ", for an objective of "
        + availability.path("objectivePercent").asText() + " %";
  }

  private static String times(JsonNode times) {
    var parts = new ArrayList<String>();
    for (String name : List.of("p50", "p90", "p95", "p99", "max")) {
      parts.add(name + " " + millis(times.path(name).asDouble()));
    }
    return String.join("  ", parts);
  }

  private static String availability(JsonNode points) {
    var line = new StringBuilder();
    for (JsonNode point : points) {
      if (point.path("unhealthy").asLong() > 0) {
        line.append('x');
      } else if (point.path("degraded").asLong() > 0) {
        line.append('▄');
      } else {
        line.append(point.path("healthy").asLong() > 0 ? '█' : '·');
      }
    }
    return line.toString();
  }

  /** Scaled from zero to the highest, so that a flat line is a flat line. */
  private static String sparkline(JsonNode points) {
    double highest = 0;
    for (JsonNode point : points) {
      highest = Math.max(highest, p95(point));
    }
    var line = new StringBuilder();
    for (JsonNode point : points) {
      if (!point.path("responseTimeMillis").isObject()) {
        line.append(' ');
      } else {
        double part = highest == 0 ? 0 : p95(point) / highest;
        line.append(LEVELS.charAt((int) Math.min(LEVELS.length() - 1, part * LEVELS.length())));
      }
    }
    return line + " at most " + millis(highest);
  }

  private static double p95(JsonNode point) {
    return point.path("responseTimeMillis").path("p95").asDouble();
  }

  private static String time(Duration duration) {
    return millis(duration.toNanos() / 1e6);
  }

  private static String millis(double millis) {
    return millis < 1000
        ? String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  /** The two largest units of a span, such as {@code 43 min 12 s}. */
  private static String span(Duration span) {
    List<String> parts = new ArrayList<>();
    add(parts, span.toDays(), "d");
    add(parts, span.toHoursPart(), "h");
    add(parts, span.toMinutesPart(), "min");
    add(parts, span.toSecondsPart(), "s");
    return parts.isEmpty() ? "0 s" : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
  }

  private static void add(List<String> parts, long number, String unit) {
    if (number > 0) {
      parts.add(number + " " + unit);
    }
  }

  private HealthText() {}
}
