package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Scope;
import java.time.Instant;

/**
 * Who a session is.
 *
 * @param number for logs and events
 * @param secret for the transport
 * @param kind what it ends with
 * @param transport how its messages come
 * @param life how many managers have had it before this one
 * @param openedAt when the first of them opened it
 */
record SessionIdentity(
    String number,
    String secret,
    CallContext context,
    Scope scope,
    Kind kind,
    ClientTransport transport,
    int life,
    Instant openedAt) {

  /** Whether a request may use the session. */
  boolean isOf(CallContext request) {
    return context.tenant().equals(request.tenant())
        && context.principal().equals(request.principal());
  }

  /** What a session ends with, if nobody ends it before. */
  enum Kind {
    /** With its client, which is part of this program. */
    IN_PROCESS,
    /** With this manager. */
    PASSING,
    /** It waits for the next manager. */
    LASTING;

    static Kind of(ClientTransport transport) {
      return switch (transport) {
        case IN_PROCESS -> IN_PROCESS;
        case STREAMABLE_HTTP -> LASTING;
        case SSE, WEBSOCKET, STDIO, PLAIN_JSON, OTHER -> PASSING;
      };
    }
  }
}
