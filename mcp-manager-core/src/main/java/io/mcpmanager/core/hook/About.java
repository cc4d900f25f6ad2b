package io.mcpmanager.core.hook;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.GatewayMessage.Client;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a message is, apart from its payload.
 *
 * @param context on whose behalf it is sent
 * @param client whom it is from or for
 * @param direction the way it goes
 * @param kind what it is
 * @param method its method, or that of the request it answers
 * @param serverId whom else it is from or for; null if that is the gateway itself
 * @param server that server's name, or empty
 * @param target what is asked for, or empty
 */
public record About(
    CallContext context,
    Client client,
    Direction direction,
    Kind kind,
    String method,
    @Nullable ServerId serverId,
    String server,
    String target) {

  /** What the answer to it is. */
  public About answer() {
    Direction back = direction == Direction.TO_SERVER ? Direction.TO_CLIENT : Direction.TO_SERVER;
    return new About(context, client, back, Kind.ANSWER, method, serverId, server, target);
  }
}
