package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.StoreChange;
import org.jspecify.annotations.Nullable;

/** Writes down events, to be committed together with the change they tell of. Thread-safe. */
@FunctionalInterface
public interface EventDrafts {

  /** An event about a server. */
  StoreChange.AppendEvent draft(
      CallContext context, @Nullable ServerId server, @Nullable String serverName, EventData data);
}
