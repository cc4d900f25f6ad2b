package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.wire.Envelope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client's request with everything needed to serve it, so that whoever serves it need not know the session or the
 * transport it came by.
 *
 * @param context on whose behalf
 * @param session number of the session, for logs
 * @param scope what the client sees
 * @param message the request
 * @param related takes notifications that belong to it
 * @param timeout longest time to wait, or null for the server's own limit
 * @param cancellation ends it early
 * @param client who asks, as it says itself
 * @param inputs takes what a server wants to know of the client before it answers, or null if the client can't be asked
 *     while the request is under way
 */
record ClientCall(
    CallContext context,
    String session,
    Scope scope,
    Envelope message,
    MessageSink related,
    @Nullable Duration timeout,
    Cancellation cancellation,
    ClientProfile client,
    @Nullable InputHandler inputs) {

  /** The same with another message. */
  ClientCall with(Envelope other) {
    return other.equals(message)
        ? this
        : new ClientCall(
            context, session, scope, other, related, timeout, cancellation, client, inputs);
  }

  String method() {
    return message.method();
  }
}
