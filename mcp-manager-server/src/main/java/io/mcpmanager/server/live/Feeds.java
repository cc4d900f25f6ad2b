package io.mcpmanager.server.live;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import java.util.Optional;
import java.util.Set;

/** Makes the sources and feeds that connections ask for. */
final class Feeds {

  private final Servers servers;
  private final Events events;
  private final Logs logs;
  private final Gateway gateway;
  private final Calls calls;

  Feeds(Servers servers, Events events, Logs logs, Gateway gateway, Calls calls) {
    this.calls = calls;
    this.servers = servers;
    this.events = events;
    this.logs = logs;
    this.gateway = gateway;
  }

  EventSource events(CallContext context, EventFilter filter) {
    return new EventSource(events, context, filter);
  }

  /**
   * The log of a server given by id or name.
   *
   * @throws ServerNotFoundException if there is no such server
   */
  LineSource lines(CallContext context, String idOrName, LogFilter filter) {
    return new LineSource(logs, context, find(context, idOrName).id(), filter);
  }

  ServerFeed servers(CallContext context, Outlet outlet) {
    return new ServerFeed(servers, gateway, events, context, outlet);
  }

  /**
   * Calls from now on.
   *
   * @throws AccessDeniedException if the context may see none
   */
  CallFeed calls(CallContext context, Set<ServerId> only, Outlet outlet) {
    // refused now, not when the client has been told that it begins
    calls.onCall(context, ignored -> {}).close();
    return new CallFeed(calls, context, only, outlet);
  }

  long latestEvent(CallContext context) {
    return events.latestSequence(context);
  }

  private Server find(CallContext context, String idOrName) {
    return servers
        .findByName(context, idOrName)
        .or(() -> id(idOrName).flatMap(id -> servers.find(context, id)))
        .orElseThrow(() -> new ServerNotFoundException(idOrName));
  }

  private static Optional<ServerId> id(String text) {
    try {
      return Optional.of(ServerId.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
