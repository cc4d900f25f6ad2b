package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallRanking;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallStatistics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the gateway carried, as REST and the live channel show it. */
public final class CallJson {

  /** One call. */
  public static ObjectNode call(CallRecord call) {
    return object()
        .put("at", call.at().toString())
        .put("durationMicros", call.took().toNanos() / 1000)
        .put("correlationId", call.correlationId())
        .put("session", call.session())
        .put("client", call.client())
        .put("principal", call.principal())
        .put("serverId", call.serverId().value())
        .put("server", call.server())
        .put("method", call.method())
        .put("target", call.target())
        .put("outcome", call.outcome().text())
        .put("error", call.error())
        .put("requestBytes", call.requestBytes())
        .put("responseBytes", call.responseBytes());
  }

  /** How many calls there were when. */
  public static ObjectNode statistics(CallStatistics statistics) {
    ObjectNode json = object();
    json.put("range", statistics.range().text());
    json.put("step", statistics.range().step().toString());
    json.put("from", statistics.from().toString());
    json.put("to", statistics.to().toString());
    json.set("total", counts(object(), statistics.total()));
    ArrayNode points = json.putArray("points");
    statistics
        .points()
        .forEach(point ->
            points.add(counts(object().put("from", point.from().toString()), point.counts())));
    ArrayNode servers = json.putArray("servers");
    statistics.servers().forEach(server -> servers.add(ranking(server)));
    ArrayNode tools = json.putArray("tools");
    statistics.tools().forEach(tool -> tools.add(ranking(tool)));
    return json;
  }

  private static ObjectNode ranking(CallRanking ranked) {
    ObjectNode json =
        object().put("serverId", ranked.serverId().value()).put("server", ranked.server());
    ranked.toolName().ifPresent(tool -> json.put("tool", tool));
    return counts(json, ranked.counts());
  }

  private static ObjectNode counts(ObjectNode json, CallCounts counts) {
    return json.put("calls", counts.calls())
        .put("errors", counts.errors())
        .put("denied", counts.denied())
        .put("medianMillis", millis(counts.median()))
        .put("p95Millis", millis(counts.p95()));
  }

  private static @Nullable Double millis(Optional<Duration> time) {
    return time.isEmpty() ? null : TimeUnit.NANOSECONDS.toMicros(time.get().toNanos()) / 1000.0;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private CallJson() {}
}
