package io.mcpmanager.core.access;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes when credentials were last used, all together every minute, so that no request waits for it. Thread-safe. */
final class Touches {

  private static final Logger LOG = LoggerFactory.getLogger(Touches.class);
  private static final int MAX_WAITING = 100_000;
  private static final int BATCH = 200;

  private sealed interface Used {
    record Key(String tenant, String id) implements Used {}

    record Session(String id) implements Used {}

    record Family(String id) implements Used {}
  }

  private final Shelves shelves;
  private final Ledger ledger;
  private final Map<Used, Instant> waiting = new ConcurrentHashMap<>();

  Touches(Shelves shelves, Ledger ledger) {
    this.shelves = shelves;
    this.ledger = ledger;
  }

  void key(String tenant, String id, Instant now) {
    put(new Used.Key(tenant, id), now);
  }

  void session(String id, Instant now) {
    put(new Used.Session(id), now);
  }

  void family(String id, Instant now) {
    put(new Used.Family(id), now);
  }

  private void put(Used used, Instant now) {
    if (waiting.size() < MAX_WAITING) {
      waiting.put(used, now);
    }
  }

  /** Writes what waits. What can't be written is forgotten: it is told again by the next use. */
  void flush() {
    var used = new ArrayList<>(waiting.keySet());
    for (int from = 0; from < used.size(); from += BATCH) {
      List<Used> batch = used.subList(from, Math.min(used.size(), from + BATCH));
      try {
        ledger.inTurn(() -> {
          var changes = batch.stream().flatMap(one -> change(one).stream()).toList();
          if (!changes.isEmpty()) {
            ledger.commit(changes);
          }
          return null;
        });
      } catch (McpManagerException e) {
        // with the same revision expected, another manager's change wins
        if (e.code() != ErrorCode.STALE_REVISION) {
          LOG.atWarn().setCause(e).log("when credentials were used could not be written");
        }
      }
    }
  }

  private Optional<StoreChange> change(Used used) {
    Instant at = waiting.remove(used);
    if (at == null) {
      return Optional.empty();
    }
    return switch (used) {
      case Used.Key key ->
        shelves
            .keys
            .find(key.tenant(), key.id())
            .map(kept -> shelves.keys.replace(kept, kept.id(), kept.value().usedAt(at)));
      case Used.Session session ->
        shelves
            .sessions
            .find(Document.SHARED, session.id())
            .map(kept ->
                shelves.sessions.replace(kept, kept.value().mac(), kept.value().usedAt(at)));
      case Used.Family family ->
        shelves
            .families
            .find(Document.SHARED, family.id())
            .map(kept -> shelves.families.replace(kept, null, kept.value().usedAt(at)));
    };
  }
}
