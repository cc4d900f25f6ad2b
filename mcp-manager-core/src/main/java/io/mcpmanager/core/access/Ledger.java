package io.mcpmanager.core.access;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Writes what changes in this room: one change at a time, with its event and its line in the audit trail. Thread-safe. */
final class Ledger {

  private static final Principal NOBODY = new Principal("anonymous", Principal.Kind.ANONYMOUS);

  private final Store store;
  private final EventLog events;
  private final Auditor auditor;
  private final IdSource ids;
  private final Epoch epoch;

  /** Held while something is looked at and changed accordingly. No other lock is taken within, but those of the store. */
  private final ReentrantLock lock = new ReentrantLock();

  Ledger(Store store, EventLog events, Auditor auditor, IdSource ids, Epoch epoch) {
    this.store = store;
    this.events = events;
    this.auditor = auditor;
    this.ids = ids;
    this.epoch = epoch;
  }

  /** Does something that looks and changes accordingly, while nobody else does. */
  <T> T inTurn(Supplier<T> deed) {
    lock.lock();
    try {
      return deed.get();
    } finally {
      lock.unlock();
    }
  }

  /** Commits what nobody has to be told of, such as a new session. What it deletes does not work any more afterwards. */
  void commit(List<StoreChange> changes) {
    var ignored = store.commit(changes);
    if (changes.stream().anyMatch(StoreChange.DeleteDocument.class::isInstance)) {
      epoch.next();
    }
  }

  /** Commits what may change who may do what; that holds once this returns and before anybody is told of it. */
  void commit(CallContext context, List<StoreChange> changes, EventData... told) {
    var all = new ArrayList<>(changes);
    for (EventData data : told) {
      all.add(events.draft(context, null, null, data));
    }
    try {
      events.commit(all, epoch::next);
    } finally {
      // also if it is not certain whether it happened
      epoch.next();
    }
  }

  void audit(
      CallContext context,
      String action,
      String target,
      AuditResult result,
      Map<String, String> details) {
    auditor.record(context, action, target, result, details);
  }

  /** Tells, and writes to the trail, that somebody could not sign in. */
  void failed(String user, String name, String method, String reason, String address) {
    CallContext context = nobody(address);
    events.publish(context, null, null, new EventData.SignInFailed(user, method, reason));
    var details = new TreeMap<>(Map.of("method", method, "reason", reason));
    if (!name.isEmpty()) {
      details.put("name", name.substring(0, Math.min(64, name.length())));
    }
    audit(context, "authentication.sign-in", user, AuditResult.DENIED, details);
  }

  /** Tells, and writes to the trail, that somebody signed in. */
  void signedIn(String user, String tenant, String method, String address) {
    var context = new CallContext(
        new Principal(user, Principal.Kind.USER), tenant, ids.nextId(), Grants.NONE, address);
    events.publish(context, null, null, new EventData.SignedIn(method));
    audit(context, "authentication.sign-in", user, AuditResult.DONE, Map.of("method", method));
  }

  private CallContext nobody(String address) {
    return new CallContext(NOBODY, CallContext.DEFAULT_TENANT, ids.nextId(), Grants.NONE, address);
  }
}
