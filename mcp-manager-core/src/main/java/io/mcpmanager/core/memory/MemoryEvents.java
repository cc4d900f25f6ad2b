package io.mcpmanager.core.memory;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The event log of an {@link InMemoryStore}. */
final class MemoryEvents implements EventStore {

  private static final int KEPT = 100_000;

  private final InMemoryStore store;
  private final List<EventRecord> records = new ArrayList<>();
  private long newest;

  MemoryEvents(InMemoryStore store) {
    this.store = store;
  }

  long newest() {
    return newest;
  }

  void append(EventRecord event) {
    records.add(event);
    newest = event.sequence();
    if (records.size() > KEPT + KEPT / 10) {
      // in chunks: removing one by one from the front would move the whole list each time
      records.subList(0, records.size() - KEPT).clear();
    }
  }

  @Override
  public List<EventRecord> after(String tenant, EventFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> {
      var found = new ArrayList<EventRecord>();
      for (int i = firstAfter(sequence); i < records.size() && found.size() < limit; i++) {
        addIfMatching(records.get(i), tenant, filter, found);
      }
      return found;
    });
  }

  @Override
  public List<EventRecord> before(String tenant, EventFilter filter, long sequence, int limit) {
    InMemoryStore.checkLimit(limit);
    return store.locked(() -> {
      var found = new ArrayList<EventRecord>();
      for (int i = lastBefore(sequence); i >= 0 && found.size() < limit; i--) {
        addIfMatching(records.get(i), tenant, filter, found);
      }
      return found;
    });
  }

  @Override
  public long latestSequence() {
    return store.locked(this::newest);
  }

  @Override
  public long oldestSequence() {
    return store.locked(() -> records.isEmpty() ? 0L : oldest());
  }

  @Override
  public int prune(Instant olderThan, long keep, int limit) {
    if (keep < 1 || limit < 1) {
      throw new IllegalArgumentException(
          "keep and limit must be 1 or more, were " + keep + " and " + limit);
    }
    return store.locked(() -> {
      int count = 0;
      while (count < limit
          && count < records.size() - 1
          && (records.size() - count > keep || records.get(count).time().isBefore(olderThan))) {
        count++;
      }
      records.subList(0, count).clear();
      return count;
    });
  }

  private int firstAfter(long sequence) {
    return Math.clamp(Math.max(sequence, 0) - oldest() + 1, 0, records.size());
  }

  private int lastBefore(long sequence) {
    return Math.clamp(Math.max(sequence, 0) - oldest() - 1, -1, records.size() - 1);
  }

  private long oldest() {
    return newest - records.size() + 1;
  }

  private static void addIfMatching(
      EventRecord event, String tenant, EventFilter filter, List<EventRecord> found) {
    if (event.tenant().equals(tenant) && event.passes(filter)) {
      found.add(event);
    }
  }
}
