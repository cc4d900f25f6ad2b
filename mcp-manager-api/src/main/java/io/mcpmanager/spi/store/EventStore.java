package io.mcpmanager.spi.store;

import io.mcpmanager.api.event.EventFilter;
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
}
