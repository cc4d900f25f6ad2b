package io.mcpmanager.core.memory;

import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.InstanceStore;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What was launched, in an {@link InMemoryStore}. */
final class MemoryInstances implements InstanceStore {

  private final InMemoryStore store;
  private final NavigableMap<String, InstanceRecord> records = new TreeMap<>();

  MemoryInstances(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public List<InstanceRecord> all() {
    return store.locked(() -> List.copyOf(records.values()));
  }

  @Override
  public void put(InstanceRecord instance) {
    store.locked(() -> {
      records.put(instance.token(), instance);
      return instance;
    });
  }

  @Override
  public void remove(String token) {
    store.locked(() -> {
      records.remove(token);
      return token;
    });
  }
}
