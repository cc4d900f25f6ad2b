package io.mcpmanager.core.memory;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.EventStore;
import io.mcpmanager.spi.store.InstanceStore;
import io.mcpmanager.spi.store.LogStore;
import io.mcpmanager.spi.store.SampleStore;
import io.mcpmanager.spi.store.ServerStore;
import io.mcpmanager.spi.store.SessionStore;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everything in memory and loses it with the process: for hosts that configure their servers in code, and for
 * tests. Of the event log the newest 100000 events are kept.
 */
public final class InMemoryStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(InMemoryStore.class);

  // guards everything below; also orders what the listener is told, so the listener is called with
  // it held
  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryServers servers = new MemoryServers(this);
  private final MemoryEvents events = new MemoryEvents(this);
  private final MemoryLogs logs = new MemoryLogs(this);
  private final MemoryInstances instances = new MemoryInstances(this);
  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final MemorySamples samples = new MemorySamples(this);
  private final MemorySessions sessions = new MemorySessions(this);
  private final MemoryDocuments documents = new MemoryDocuments(this);
  private final MemoryAudit audit = new MemoryAudit(this);
  private Consumer<EventRecord> listener = event -> {};
  private final Set<ServerId> gone = new HashSet<>();
  private boolean closed;

  @Override
  public List<EventRecord> commit(List<StoreChange> changes) {
    return locked(() -> {
      List<EventRecord> appended = apply(changes);
      appended.forEach(this::tell);
      return appended;
    });
  }

  private List<EventRecord> apply(List<StoreChange> changes) {
    var changed = servers.copy();
    var deleted = new ArrayList<StoreChange.DeleteServer>();
    var sessionChanges = new ArrayList<StoreChange>();
    var documentChanges = documents.new Changes();
    var auditChanges = audit.new Changes();
    var appended = new ArrayList<EventRecord>();
    for (StoreChange change : changes) {
      switch (change) {
        case StoreChange.PutServer put -> changed.put(put);
        case StoreChange.DeleteServer delete -> {
          changed.delete(delete.id());
          deleted.add(delete);
        }
        case StoreChange.PutSession put -> sessionChanges.add(put);
        case StoreChange.DeleteSession delete -> sessionChanges.add(delete);
        case StoreChange.PutDocument put -> documentChanges.put(put);
        case StoreChange.DeleteDocument delete -> documentChanges.delete(delete);
        case StoreChange.AppendAudit append -> auditChanges.append(append.entry());
        case StoreChange.EraseAudit erase -> auditChanges.add(erase);
        case StoreChange.CutAudit cut -> auditChanges.add(cut);
        case StoreChange.AppendEvent append ->
          appended.add(append.event().withSequence(events.newest() + appended.size() + 1));
      }
    }
    // nothing below can fail: either all of it happens or none
    servers.replaceBy(changed);
    deleted.forEach(delete -> {
      gone.add(delete.id());
      logs.delete(delete.id());
      samples.delete(delete.id());
    });
    gone.removeIf(server -> servers.find(server).isPresent());
    sessionChanges.forEach(sessions::apply);
    documentChanges.apply();
    auditChanges.apply();
    appended.forEach(events::append);
    return List.copyOf(appended);
  }

  private void tell(EventRecord event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("sequence", event.sequence())
          .setCause(e)
          .log("listener of the store failed");
    }
  }

  @Override
  public void onCommitted(Consumer<EventRecord> newListener) {
    locked(() -> listener = newListener);
  }

  @Override
  public ServerStore servers() {
    return servers;
  }

  @Override
  public EventStore events() {
    return events;
  }

  @Override
  public LogStore logs() {
    return logs;
  }

  @Override
  public InstanceStore instances() {
    return instances;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SampleStore samples() {
    return samples;
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException("the store is closed", null);
      }
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the server has been deleted, so that nothing is kept of it that comes late. Called with the lock held. */
  boolean isGone(ServerId server) {
    return gone.contains(server);
  }

  static void checkLimit(int limit) {
    if (limit < 1 || limit > 1001) {
      throw new IllegalArgumentException("limit must be from 1 to 1001, was " + limit);
    }
  }
}
