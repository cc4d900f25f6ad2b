package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores changes of servers, each together with the events that tell of it, in one commit. What makes a change visible
 * is run between the two: after it is stored and before anybody is told; not at all if it can't be stored. Thread-safe.
 */
final class ServerChanges {

  private final EventLog events;

  ServerChanges(EventLog events) {
    this.events = events;
  }

  /** Stores new servers, all or none. */
  void create(CallContext context, List<StoredServer> servers, Runnable reveal) {
    var changes = new ArrayList<StoreChange>();
    for (StoredServer kept : servers) {
      changes.add(new StoreChange.PutServer(kept.toRecord(), 0));
      changes.add(draft(context, kept, new EventData.ServerCreated(kept.revision())));
    }
    commit(changes, reveal);
  }

  /** Stores a decision and what else happened, unless that is nothing. */
  void record(
      CallContext context,
      Situation before,
      Decision decision,
      List<EventData> furtherEvents,
      Runnable reveal) {
    var changes = new ArrayList<StoreChange>();
    StoredServer kept = decision.after().kept();
    if (decision.deleted()) {
      changes.add(new StoreChange.DeleteServer(kept.id()));
    } else if (!kept.equals(before.kept())) {
      changes.add(new StoreChange.PutServer(kept.toRecord(), before.kept().revision()));
    }
    decision.events().forEach(data -> changes.add(draft(context, kept, data)));
    furtherEvents.forEach(data -> changes.add(draft(context, kept, data)));
    if (changes.isEmpty()) {
      reveal.run();
    } else {
      commit(changes, reveal);
    }
  }

  /** Stores an event alone. */
  void append(CallContext context, StoredServer kept, EventData data) {
    commit(List.of(draft(context, kept, data)), () -> {});
  }

  private StoreChange draft(CallContext context, StoredServer kept, EventData data) {
    ServerId id = kept.id();
    return events.draft(context, id, kept.definition().name(), data);
  }

  private void commit(List<StoreChange> changes, Runnable reveal) {
    try {
      events.commit(changes, reveal);
    } catch (McpManagerException e) {
      if (e.code() != ErrorCode.NAME_TAKEN) {
        throw e;
      }
      throw nameTaken();
    }
  }

  static ValidationException nameTaken() {
    return new ValidationException(
        ErrorCode.NAME_TAKEN,
        List.of(
            new Problem("name", "another server already has this name", Problem.Code.DUPLICATE)));
  }
}
