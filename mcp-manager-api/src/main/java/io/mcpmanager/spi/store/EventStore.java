package io.mcpmanager.spi.store;

import io.mcpmanager.api.event.EventFilter;
import java.time.Instant;
import java.util.List;

/** Reads the event log; it is written by {@link Store#commit}. */
public interface EventStore {

  /**
   * Events of a tenant that pass a filter and are newer than a position, oldest first.
   *
   * @param limit most events to return, 1 to 1001
   */
  List<EventRecord> after(String tenant, EventFilter filter, long sequence, int limit);

  /**
   * Events of a tenant that pass a filter and are older than a position, newest first.
   *
   * @param limit most events to return, 1 to 1001
   */
  List<EventRecord> before(String tenant, EventFilter filter, long sequence, int limit);

  /** Sequence of the newest event of any tenant; 0 if there is none. */
  long latestSequence();

  /** Sequence of the oldest event of any tenant that is still kept; 0 if there is none. */
  long oldestSequence();

  /**
   * Deletes events from the old end of the log, as long as the next one is too old or there are too many. The newest is
   * never deleted, and there is never a gap. Unlike a commit it may be undone when the machine (not the process) dies
   * within the next second.
   *
   * @param olderThan events before this are too old
   * @param keep more than this many are too many; at least 1
   * @param limit most events to delete, from 1; a small one keeps writers from waiting
   * @return how many were deleted; less than the limit once nothing is left to delete
   */
  int prune(Instant olderThan, long keep, int limit);
}
