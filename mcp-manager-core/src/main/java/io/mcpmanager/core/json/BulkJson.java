package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRun;
import java.util.Collection;

/** Commands over many servers as REST, events and the dashboard show them. */
public final class BulkJson {

  /** A run without its servers. */
  public static ObjectNode run(BulkRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id());
    json.put("tenant", run.tenant());
    json.put("command", run.command().text());
    json.put("undoes", run.undoes());
    json.put("state", run.state().text());
    json.set("counts", counts(run.counts()));
    json.put("undoable", run.undoable());
    json.put("startedBy", run.startedBy());
    json.put("correlationId", run.correlationId());
    json.put("startedAt", run.startedAt().toString());
    return json.put("finishedAt", EventJson.text(run.finishedAt()));
  }

  /** A run with those of its servers that are in one of these states. */
  public static ObjectNode run(BulkRun run, Collection<BulkItemState> shown) {
    ObjectNode json = run(run);
    ArrayNode items = json.putArray("items");
    run.items().stream()
        .filter(item -> shown.contains(item.state()))
        .forEach(item -> items.add(item(item)));
    return json;
  }

  private static ObjectNode item(BulkItem item) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("server", EventJson.text(item.server()));
    json.put("name", item.name());
    json.put("state", item.state().text());
    json.put("error", item.errorCode().map(Enum::name).orElse(null));
    json.put("message", item.message());
    item.commandResult().ifPresent(result -> json.set("result", ServerJson.commandResult(result)));
    return json;
  }

  /** How many servers of a run are where. */
  static ObjectNode counts(BulkCounts counts) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("total", counts.total())
        .put("done", counts.done())
        .put("waiting", counts.waiting())
        .put("running", counts.running())
        .put("succeeded", counts.succeeded())
        .put("skipped", counts.skipped())
        .put("failed", counts.failed())
        .put("cancelled", counts.cancelled());
  }

  /** Reads what {@link #counts(BulkCounts)} wrote. */
  static BulkCounts counts(JsonNode json) {
    return new BulkCounts(
        json.required("waiting").intValue(),
        json.required("running").intValue(),
        json.required("succeeded").intValue(),
        json.required("skipped").intValue(),
        json.required("failed").intValue(),
        json.required("cancelled").intValue());
  }

  private BulkJson() {}
}
