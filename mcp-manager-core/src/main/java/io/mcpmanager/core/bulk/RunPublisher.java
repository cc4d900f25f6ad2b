package io.mcpmanager.core.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventData;

/** Writes an event that concerns no single server to the log of everything that changed. */
@FunctionalInterface
public interface RunPublisher {

  /** Publishes what happened. */
  void publish(CallContext context, EventData data);
}
