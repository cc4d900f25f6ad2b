package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.server.ServerId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which calls sessions have in flight at which server: a log message of that server can then go to a client beside the
 * answer it waits for.
 */
final class InFlight {

  private record Place(String session, ServerId server) {}

  private final Map<Place, MessageSink> sinks = new ConcurrentHashMap<>();

  void begin(ClientCall call, ServerId server) {
    sinks.put(new Place(call.session(), server), call.related());
  }

  void end(ClientCall call, ServerId server) {
    sinks.remove(new Place(call.session(), server), call.related());
  }

  /** Where messages beside a call of the session to the server go, if there is one. */
  Optional<MessageSink> beside(String session, ServerId server) {
    return Optional.ofNullable(sinks.get(new Place(session, server)));
  }
}
