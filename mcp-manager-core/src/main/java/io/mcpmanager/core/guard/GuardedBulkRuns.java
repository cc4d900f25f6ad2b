package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.bulk.BulkSelection;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands over many servers, as far as somebody may give them. What is done to each server is checked and written down
 * once more when it has its turn. Runs are seen by who began them, and by who sees all servers.
 */
final class GuardedBulkRuns implements BulkRuns {

  private final BulkRuns runs;
  private final Authorizer authorizer;

  /**
   * Guards.
   *
   * @param runs give their commands through {@link GuardedServers}
   */
  GuardedBulkRuns(BulkRuns runs, Authorizer authorizer) {
    this.runs = runs;
    this.authorizer = authorizer;
  }

  @Override
  public BulkRun begin(CallContext context, BulkRequest request) {
    authorizer.checkSome(context, Operation.of(request.command().command()));
    var details = new HashMap<String, String>(Map.of(
        "command", request.command().text(),
        "selection", selection(request.selection())));
    return authorizer.recorded(context, Operation.BEGIN_BULK_RUN, "", details, () -> {
      BulkRun run = runs.begin(context, request);
      details.putAll(begun(run));
      return run;
    });
  }

  @Override
  public Optional<BulkRun> find(CallContext context, String id) {
    authorizer.checkSome(context, Operation.READ_BULK_RUNS);
    return runs.find(context, id).filter(run -> maySee(context, run));
  }

  @Override
  public BulkRun get(CallContext context, String id) {
    return find(context, id)
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.BULK_RUN_NOT_FOUND,
            "no command over many servers has this id, or it has been forgotten"));
  }

  @Override
  public List<BulkRun> list(CallContext context) {
    authorizer.checkSome(context, Operation.READ_BULK_RUNS);
    return runs.list(context).stream().filter(run -> maySee(context, run)).toList();
  }

  @Override
  public BulkRun cancel(CallContext context, String id) {
    BulkRun run = get(context, id);
    Operation done = Operation.of(run.command().command());
    if (isOf(context, run)) {
      authorizer.checkSome(context, done);
    } else {
      authorizer.check(context, done, "", thing(run));
    }
    return authorizer.recorded(
        context, Operation.CANCEL_BULK_RUN, thing(run), Map.of(), () -> runs.cancel(context, id));
  }

  @Override
  public BulkRun undo(CallContext context, String id) {
    BulkRun run = get(context, id);
    if (!authorizer.allowsSome(context, Operation.RECONFIGURE_SERVER)) {
      authorizer.checkSome(context, Operation.UNDO_BULK_RUN);
    }
    var details = new HashMap<String, String>(Map.of("command", run.command().text()));
    return authorizer.recorded(context, Operation.UNDO_BULK_RUN, thing(run), details, () -> {
      BulkRun undoing = runs.undo(context, id);
      details.putAll(begun(undoing));
      return undoing;
    });
  }

  @Override
  public BulkRun await(CallContext context, String id, Duration atMost)
      throws InterruptedException {
    BulkRun ignored = get(context, id);
    return runs.await(context, id, atMost);
  }

  private boolean maySee(CallContext context, BulkRun run) {
    return isOf(context, run) || authorizer.allows(context, Operation.READ_BULK_RUNS);
  }

  private static boolean isOf(CallContext context, BulkRun run) {
    return run.startedBy().equals(context.principal().id());
  }

  private static Map<String, String> begun(BulkRun run) {
    return Map.of("run", run.id(), "servers", String.valueOf(run.items().size()));
  }

  private static String selection(BulkSelection selection) {
    return switch (selection) {
      case BulkSelection.Listed ignored -> "listed";
      case BulkSelection.Matching ignored -> "filter";
      case BulkSelection.Everything ignored -> "all";
    };
  }

  private static String thing(BulkRun run) {
    return "bulk-run:" + run.id();
  }
}
