package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.health.Availability;
import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.HealthHistory;
import io.mcpmanager.api.health.HealthOverview;
import io.mcpmanager.api.health.HealthPoint;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.health.ResponseTimeSummary;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Health over time and over servers as REST shows it. */
public final class HealthJson {

  /** A server's history with all its points. */
  public static ObjectNode history(HealthHistory history) {
    ObjectNode json = object();
    json.put("server", history.server().value());
    json.put("range", history.range().text());
    json.put("step", history.range().step().toString());
    json.put("from", history.from().toString());
    json.put("to", history.to().toString());
    json.put("measuredFrom", EventJson.text(history.measuredFrom()));
    json.set("checks", counts(history.counts()).put("total", history.counts().total()));
    OptionalDouble uptime = history.counts().uptimePercent();
    json.put("uptimePercent", uptime.isPresent() ? uptime.getAsDouble() : null);
    json.set("availability", availability(history.availability()));
    json.set("responseTimeMillis", times(history.responseTimes()));
    ArrayNode points = json.putArray("points");
    history.points().forEach(point -> points.add(point(point)));
    return json;
  }

  private static ObjectNode point(HealthPoint point) {
    ObjectNode json = object();
    json.put("from", point.from().toString());
    json.setAll(counts(point.counts()));
    json.set("responseTimeMillis", times(point.responseTimes()));
    return json;
  }

  private static ObjectNode counts(CheckCounts counts) {
    return object()
        .put("healthy", counts.healthy())
        .put("degraded", counts.degraded())
        .put("unhealthy", counts.unhealthy())
        .put("unknown", counts.unknown());
  }

  private static ObjectNode availability(Availability availability) {
    return object()
        .put("objectivePercent", availability.objectivePercent())
        .put("met", availability.isMet())
        .put("errorBudget", availability.errorBudget().toString())
        .put("downtime", availability.downtime().toString())
        .put("remainingBudget", availability.remainingBudget().toString());
  }

  private static @Nullable ObjectNode times(@Nullable ResponseTimeSummary times) {
    return times == null
        ? null
        : object()
            .put("min", millis(times.min()))
            .put("average", millis(times.average()))
            .put("max", millis(times.max()))
            .put("p50", millis(times.p50()))
            .put("p90", millis(times.p90()))
            .put("p95", millis(times.p95()))
            .put("p99", millis(times.p99()));
  }

  private static double millis(Duration time) {
    long micros = time.toNanos() / 1000;
    return micros / 1000.0;
  }

  /** How well all servers are. */
  public static ObjectNode overview(HealthOverview overview) {
    ObjectNode json = object();
    ObjectNode counts = json.putObject("counts");
    EnumSet.allOf(HealthStatus.class)
        .forEach(status -> counts.put(status.text(), overview.counts().getOrDefault(status, 0)));
    ArrayNode worst = json.putArray("worst");
    for (HealthOverview.Entry entry : overview.worst()) {
      worst
          .addObject()
          .put("id", entry.server().value())
          .put("name", entry.name())
          .put("state", entry.state().text())
          .set("health", ServerJson.health(entry.health()));
    }
    return json;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private HealthJson() {}
}
