package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.LastWords;
import io.mcpmanager.core.lifecycle.Life;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Tells of servers whose lists can't be read: once, until they can be read again. Thread-safe. */
final class ListingFailures {

  private final EventPublisher events;
  private final Executor tellers;
  private final Set<ServerId> failing = ConcurrentHashMap.newKeySet();

  /** Tells nobody yet; the event log may take its time, so it is told on another thread. */
  ListingFailures(EventPublisher events, Executor tellers) {
    this.events = events;
    this.tellers = tellers;
  }

  /** A server's lists have been read, as far as they could be. */
  void read(Server server, Life life, Optional<McpManagerException> failure) {
    if (failure.isEmpty()) {
      failing.remove(server.id());
    } else if (failing.add(server.id())) {
      tellers.execute(() -> tell(server, life, failure.get()));
    }
  }

  void forget(ServerId id) {
    failing.remove(id);
  }

  private void tell(Server server, Life life, McpManagerException failure) {
    LastWords last = life.lastWords();
    var data = new EventData.ListingFailed(new Failure(
        Phase.LISTING,
        failure.code(),
        String.valueOf(failure.getMessage()),
        last.exitStatus(),
        last.errorLines()));
    var context = new CallContext(
        Principal.SYSTEM, server.tenant(), "catalog-" + server.id().value());
    events.publish(context, server.id(), server.name(), data);
  }
}
