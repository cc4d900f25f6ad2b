package io.mcpmanager.api.bulk;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command over many servers as it was at one moment. Immutable; read it again to see how far it has come.
 *
 * @param id given by the manager
 * @param tenant whose servers these are
 * @param command what is asked of each server; in a run that takes another back: what it takes back
 * @param undoes id of the run that it takes back, or null if it takes none back
 * @param state where it is
 * @param items its servers, in the order in which they are begun; which they are was settled when it began
 * @param undoable whether {@link BulkRuns#undo} can take back at least one of its commands
 * @param startedBy id of the principal that asked for it
 * @param correlationId of the call that asked for it
 * @param startedAt when it began
 * @param finishedAt when it came to its end, or null if it has not
 */
public record BulkRun(
    String id,
    String tenant,
    BulkCommand command,
    @Nullable String undoes,
    BulkState state,
    List<BulkItem> items,
    boolean undoable,
    String startedBy,
    String correlationId,
    Instant startedAt,
    @Nullable Instant finishedAt) {

  /** Copies the items. */
  public BulkRun {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(state, "state");
    items = List.copyOf(items);
  }

  /** How many of its servers are where. */
  public BulkCounts counts() {
    return BulkCounts.of(items);
  }

  /** Id of the run that it takes back, if it takes one back. */
  public Optional<String> undoneRun() {
    return Optional.ofNullable(undoes);
  }

  /** When it came to its end, if it has. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(finishedAt);
  }
}
