package io.mcpmanager.core.log;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;

/** Tells whose logs a caller may see. */
@FunctionalInterface
public interface ServerLookup {

  /** Whether the caller has a server with this id. */
  boolean exists(CallContext context, ServerId server);
}
