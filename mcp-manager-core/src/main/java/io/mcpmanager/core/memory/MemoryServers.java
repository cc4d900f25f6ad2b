package io.mcpmanager.core.memory;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.ServerStore;
import io.mcpmanager.spi.store.StoreChange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers of an {@link InMemoryStore}. */
final class MemoryServers implements ServerStore {

  private final InMemoryStore store;
  private Map<ServerId, ServerRecord> records = new HashMap<>();

  MemoryServers(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public List<ServerRecord> all() {
    return store.locked(() -> records.values().stream()
        .sorted(Comparator.comparing(ServerRecord::name).thenComparing(ServerRecord::tenant))
        .toList());
  }

  @Override
  public Optional<ServerRecord> find(ServerId id) {
    return store.locked(() -> Optional.ofNullable(records.get(id)));
  }

  MemoryServers copy() {
    var copy = new MemoryServers(store);
    copy.records.putAll(records);
    return copy;
  }

  void replaceBy(MemoryServers changed) {
    records = changed.records;
  }

  void put(StoreChange.PutServer put) {
    ServerRecord server = put.server();
    ServerRecord present = records.get(server.id());
    if (present == null && put.expectedRevision() != 0) {
      throw new ServerNotFoundException(server.id().value());
    }
    if (present != null && present.revision() != put.expectedRevision()) {
      throw new StaleRevisionException(server.id(), put.expectedRevision(), present.revision());
    }
    for (ServerRecord other : records.values()) {
      if (other.name().equals(server.name())
          && other.tenant().equals(server.tenant())
          && !other.id().equals(server.id())) {
        throw new McpManagerException(
            ErrorCode.NAME_TAKEN, "the name '" + server.name() + "' is taken");
      }
    }
    records.put(server.id(), server);
  }

  void delete(ServerId id) {
    if (records.remove(id) == null) {
      throw new ServerNotFoundException(id.value());
    }
  }
}
