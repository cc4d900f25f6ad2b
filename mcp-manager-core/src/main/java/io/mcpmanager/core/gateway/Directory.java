package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.Optional;

/** What the gateway must be able to ask about servers. Thread-safe; must not block. */
public interface Directory {

  /** The server with this id as it is now. */
  Optional<Server> byId(ServerId id);

  /** The server of a tenant with this name as it is now. */
  Optional<Server> byName(String tenant, String name);
}
