package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.ServerId;
import org.jspecify.annotations.Nullable;

/** Writes an event to the log of everything that changed. */
@FunctionalInterface
public interface EventPublisher {

  /** Publishes what happened, to a server if one is concerned. */
  void publish(
      CallContext context, @Nullable ServerId server, @Nullable String serverName, EventData data);
}
