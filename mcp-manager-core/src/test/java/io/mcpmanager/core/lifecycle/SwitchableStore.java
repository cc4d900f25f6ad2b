package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.core.memory.InMemoryStore;
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
import java.util.List;
import java.util.function.Consumer;

/** A store that fails, or keeps a commit from returning, while a test wants it to, and that tells its history. */
public final class SwitchableStore implements Store {

  private final InMemoryStore memory;
  private final List<List<StoreChange>> history;
  public volatile boolean broken;
  public volatile Runnable beforeReturning = () -> {};

  public SwitchableStore() {
    this(new InMemoryStore(), new ArrayList<>());
  }

  private SwitchableStore(InMemoryStore memory, List<List<StoreChange>> history) {
    this.memory = memory;
    this.history = history;
  }

  /** The same content for another manager; this one is cut off from it. */
  public SwitchableStore takenOver() {
    broken = true;
    return new SwitchableStore(memory, history);
  }

  /** A store in which has happened what has happened here up to a commit. */
  public SwitchableStore asOf(int commits) {
    var earlier = new SwitchableStore();
    history().subList(0, commits).forEach(earlier::commit);
    return earlier;
  }

  /** All commits so far. */
  public List<List<StoreChange>> history() {
    synchronized (history) {
      return List.copyOf(history);
    }
  }

  @Override
  public List<EventRecord> commit(List<StoreChange> changes) {
    if (broken) {
      throw new StoreException("the disk is full", null);
    }
    List<EventRecord> appended;
    synchronized (history) {
      appended = memory.commit(changes);
      history.add(changes);
    }
    beforeReturning.run();
    return appended;
  }

  @Override
  public void onCommitted(Consumer<EventRecord> listener) {
    memory.onCommitted(listener);
  }

  @Override
  public ServerStore servers() {
    return memory.servers();
  }

  @Override
  public EventStore events() {
    return memory.events();
  }

  @Override
  public LogStore logs() {
    return memory.logs();
  }

  @Override
  public InstanceStore instances() {
    return memory.instances();
  }

  @Override
  public String id() {
    return memory.id();
  }

  @Override
  public SampleStore samples() {
    return memory.samples();
  }

  @Override
  public DocumentStore documents() {
    return memory.documents();
  }

  @Override
  public AuditStore audit() {
    return memory.audit();
  }

  @Override
  public SessionStore sessions() {
    return memory.sessions();
  }

  @Override
  public void close() {
    memory.close();
  }
}
