package io.mcpmanager.server.rest;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import java.util.Optional;

/** Finds the server that a path or a parameter names by its id or its name. */
final class ServerLookup {

  static final Parameter<String> SERVER = Parameter.path("server", "Id or name of the server.");

  private final Servers servers;

  ServerLookup(Servers servers) {
    this.servers = servers;
  }

  Server of(Call call) {
    return find(call.context(), call.get(SERVER));
  }

  Server find(CallContext context, String idOrName) {
    return byId(context, idOrName)
        .or(() -> servers.findByName(context, idOrName))
        .orElseThrow(() -> new ServerNotFoundException(idOrName));
  }

  private Optional<Server> byId(CallContext context, String text) {
    try {
      return servers.find(context, ServerId.of(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }
}
