package io.mcpmanager.core.memory;

import io.mcpmanager.spi.store.SessionRecord;
import io.mcpmanager.spi.store.SessionStore;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sessions of clients, for an {@link InMemoryStore}. */
final class MemorySessions implements SessionStore {

  private final InMemoryStore store;
  private final Map<String, SessionRecord> sessions = new HashMap<>();

  MemorySessions(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Map<String, Instant> lastSeen() {
    return store.locked(() -> sessions.values().stream()
        .collect(Collectors.toUnmodifiableMap(SessionRecord::key, SessionRecord::lastSeenAt)));
  }

  @Override
  public Optional<SessionRecord> find(String key) {
    return store.locked(() -> Optional.ofNullable(sessions.get(key)));
  }

  @Override
  public void update(List<SessionRecord> changed) {
    store.locked(() -> {
      changed.forEach(session -> sessions.replace(session.key(), inMillis(session)));
      return changed.size();
    });
  }

  /** Puts or deletes a session, as part of a commit. */
  void apply(StoreChange change) {
    if (change instanceof StoreChange.PutSession put) {
      sessions.put(put.session().key(), inMillis(put.session()));
    } else if (change instanceof StoreChange.DeleteSession delete) {
      sessions.remove(delete.key());
    }
  }

  private static SessionRecord inMillis(SessionRecord session) {
    return new SessionRecord(
        session.key(),
        session.number(),
        session.tenant(),
        session.principal(),
        session.scope(),
        session.life(),
        session.openedAt().truncatedTo(ChronoUnit.MILLIS),
        session.lastSeenAt().truncatedTo(ChronoUnit.MILLIS),
        session.requests(),
        session.state());
  }
}
