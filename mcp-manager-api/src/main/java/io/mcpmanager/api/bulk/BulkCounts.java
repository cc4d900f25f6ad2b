package io.mcpmanager.api.bulk;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many servers of a run are where.
 *
 * @param waiting whose turn has not come
 * @param running being worked on
 * @param succeeded whose command reached its goal
 * @param skipped which were already as wanted
 * @param failed whose command failed or was refused
 * @param cancelled whose turn will not come
 */
public record BulkCounts(
    int waiting, int running, int succeeded, int skipped, int failed, int cancelled) {

  /** The counts of these items. */
  public static BulkCounts of(Collection<BulkItem> items) {
    Map<BulkItemState, Integer> counts = new EnumMap<>(BulkItemState.class);
    items.forEach(item -> counts.merge(item.state(), 1, Integer::sum));
    return new BulkCounts(
        counts.getOrDefault(BulkItemState.WAITING, 0),
        counts.getOrDefault(BulkItemState.RUNNING, 0),
        counts.getOrDefault(BulkItemState.SUCCEEDED, 0),
        counts.getOrDefault(BulkItemState.SKIPPED, 0),
        counts.getOrDefault(BulkItemState.FAILED, 0),
        counts.getOrDefault(BulkItemState.CANCELLED, 0));
  }

  /** All servers of the run. */
  public int total() {
    return waiting + running + succeeded + skipped + failed + cancelled;
  }

  /** Servers the run is through with. */
  public int done() {
    return succeeded + skipped + failed + cancelled;
  }
}
