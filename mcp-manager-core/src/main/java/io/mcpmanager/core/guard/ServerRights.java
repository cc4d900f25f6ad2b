package io.mcpmanager.core.guard;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What may be done with which server. A server that somebody may not see does not exist for them, whatever they ask of it.
 */
final class ServerRights {

  private static final int PAGE = 100;

  private final Authorizer authorizer;
  private final Servers servers;

  ServerRights(Authorizer authorizer, Servers servers) {
    this.authorizer = authorizer;
    this.servers = servers;
  }

  /**
   * The server with this id, with which an operation may be done.
   *
   * @throws ServerNotFoundException if there is none, or none that may be seen
   * @throws AccessDeniedException if the operation may not be done with it; written down
   */
  Server require(CallContext context, Operation operation, ServerId id) {
    Optional<Server> found = servers.find(context, id);
    if (!authorizer.allowsSome(context, operation)) {
      throw authorizer.denied(
          context, operation, "", thing(found.map(Server::name).orElse(id.value())));
    }
    Server server = found.orElseThrow(() -> new ServerNotFoundException(id.value()));
    if (authorizer.allows(context, operation, server.name())) {
      return server;
    }
    AccessDeniedException denied =
        authorizer.denied(context, operation, server.name(), thing(server.name()));
    throw authorizer.allows(context, Operation.READ_SERVERS, server.name())
        ? denied
        : new ServerNotFoundException(id.value());
  }

  /** Returns if an operation may be done with the server that has, or is to have, this name. */
  void check(CallContext context, Operation operation, String name) {
    if (name.isBlank()) {
      authorizer.checkSome(context, operation); // it is going to be refused for its name
    } else {
      authorizer.check(context, operation, name, thing(name));
    }
  }

  /** Whether an operation may be done with the server with this id; false if there is none. */
  boolean allows(CallContext context, Operation operation, ServerId id) {
    return authorizer.allows(context, operation)
        || servers
            .find(context, id)
            .filter(server -> authorizer.allows(context, operation, server.name()))
            .isPresent();
  }

  /** The servers with which an operation may be done. */
  Set<ServerId> allowed(CallContext context, Operation operation) {
    var allowed = new HashSet<ServerId>();
    int number = 1;
    Page<Server> page;
    do {
      page = servers.list(context, ServerQuery.ALL.withPage(number++, PAGE));
      for (Server server : page.items()) {
        if (authorizer.allows(context, operation, server.name())) {
          allowed.add(server.id());
        }
      }
    } while (number <= page.pages());
    return allowed;
  }

  /** A server as the audit trail names it. */
  static String thing(String name) {
    return "server:" + name;
  }
}
