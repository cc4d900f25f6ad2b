package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.json.BulkJson;
import io.mcpmanager.core.json.BulkRequestJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Commands over many servers at once. */
final class BulkResource implements Resource {

  private static final String TAG = "bulk";
  private static final String BASE = Route.BASE + "/bulk";
  private static final Parameter<String> RUN = Parameter.path("run", "Id of the run.");
  private static final Parameter<Set<BulkItemState>> ITEMS = Parameter.choices(
      "items",
      "States of the servers to show; all if none is given.",
      EnumSet.allOf(BulkItemState.class),
      BulkItemState::text);

  private final BulkRuns runs;

  BulkResource(BulkRuns runs) {
    this.runs = runs;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(
                BASE,
                TAG,
                "Begins a command over many servers: listed ones, those of a filter, or all.")
            .takes("BulkRequest")
            .answers(202, "BulkRun")
            .fails(ErrorCode.SELECTION_CHANGED, ErrorCode.LIMIT_REACHED, ErrorCode.SHUTTING_DOWN)
            .by(call -> begun(runs.begin(call.context(), BulkRequestJson.read(call.body())))),
        Route.get(BASE, TAG, "Runs under way and the last that are over, newest first.")
            .answers("BulkRun[]")
            .by(this::list),
        Route.get(BASE + "/{run}", TAG, "How far a run is, and what came of each server.")
            .with(RUN, ITEMS)
            .answers("BulkRun")
            .fails(ErrorCode.BULK_RUN_NOT_FOUND)
            .by(call -> {
              Set<BulkItemState> shown =
                  call.has(ITEMS) ? call.get(ITEMS) : EnumSet.allOf(BulkItemState.class);
              return Answer.ok(BulkJson.run(runs.get(call.context(), call.get(RUN)), shown));
            }),
        Route.post(
                BASE + "/{run}/cancel",
                TAG,
                "Begins no further server of a run; those begun go on to their end.")
            .with(RUN)
            .answers("BulkRun")
            .fails(ErrorCode.BULK_RUN_NOT_FOUND)
            .by(call -> Answer.ok(BulkJson.run(runs.cancel(call.context(), call.get(RUN))))),
        Route.post(BASE + "/{run}/undo", TAG, "Begins a run that takes back what can be undone.")
            .with(RUN)
            .answers(202, "BulkRun")
            .fails(
                ErrorCode.BULK_RUN_NOT_FOUND,
                ErrorCode.COMMAND_NOT_FOUND,
                ErrorCode.LIMIT_REACHED,
                ErrorCode.SHUTTING_DOWN)
            .by(call -> begun(runs.undo(call.context(), call.get(RUN)))));
  }

  private Answer list(Call call) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    runs.list(call.context()).forEach(run -> list.add(BulkJson.run(run)));
    return Answer.ok(list);
  }

  private static Answer begun(BulkRun run) {
    return Answer.of(202, BulkJson.run(run, EnumSet.allOf(BulkItemState.class)))
        .with("Location", BASE + "/" + run.id());
  }
}
