package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.GatewayMessage.Client;

/**
 * The client that a message is from or for.
 *
 * @param context on whose behalf it acts
 * @param client what interceptors get to know of it
 */
record Peer(CallContext context, Client client) {

  static Peer of(ClientCall call) {
    return of(call.context(), call.session(), call.scope(), call.client());
  }

  static Peer of(CallContext context, String session, Scope scope, ClientProfile profile) {
    return new Peer(
        context,
        new Client(
            session,
            scope,
            profile.name(),
            profile.version(),
            profile.revision().text()));
  }

  /** The number of its session, or of its request if it has none. */
  String session() {
    return client.session();
  }
}
