package io.mcpmanager.spi.store;

import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Optional;

/** Reads servers; they are written by {@link Store#commit}. */
public interface ServerStore {

  /** All servers of all tenants, by name. */
  List<ServerRecord> all();

  /** The server with this id, if there is one. */
  Optional<ServerRecord> find(ServerId id);
}
