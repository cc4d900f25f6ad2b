package io.mcpmanager.api.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Driving port: the one door to all servers. Thread-safe. */
public interface Gateway {

  /**
   * Opens a client inside this program.
   *
   * @param clientName how it shows among the connected clients
   * @throws io.mcpmanager.api.error.ServerNotFoundException if the scope names a server that does not exist
   */
  GatewayClient connect(CallContext context, Scope scope, String clientName);

  /** Opens a client inside this program that sees all servers and acts for the host application. */
  GatewayClient connect();

  /**
   * Opens a session for a client behind a transport; the client still has to initialize. It ends with this manager.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if the scope names a server that does not exist
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if there are too many sessions
   */
  McpSession open(CallContext context, Scope scope, ClientTransport transport);

  /** Opens a session as the other does, for a client behind a transport of the program's own. */
  default McpSession open(CallContext context, Scope scope) {
    return open(context, scope, ClientTransport.OTHER);
  }

  /**
   * Opens a session as {@link #open} does, with which the client can go on after the manager has been restarted: the
   * next one finds it by its id in {@link #session}. For transports whose clients come with the id each time.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if the scope names a server that does not exist
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if there are too many sessions
   */
  McpSession openLasting(CallContext context, Scope scope);

  /** The session with this secret id, if it exists and belongs to the context's principal and tenant. */
  Optional<McpSession> session(CallContext context, String id);

  /**
   * Serves one self-contained message of a client: revision 2026-07-28, which knows no session. Waits for the answer, for
   * {@code subscriptions/listen} as long as the subscription lasts. Messages that belong to the request (progress, log
   * messages, changes listened for) are handed to {@code related} before this returns. What is wrong with the message is
   * told by an error in the answer, not by an exception.
   *
   * <p>Interrupting the thread is how a client's request is cancelled: when it closes the stream, or sends {@code
   * notifications/cancelled} over a transport that many requests share.
   *
   * @param scope what the client sees
   * @param message one JSON-RPC message
   * @param headers what has to agree with the message, or null if the transport has no headers
   * @param related takes messages until this returns
   * @throws InterruptedException if interrupted; the request is cancelled upstream
   * @throws io.mcpmanager.api.error.ServerNotFoundException if the scope names a server that does not exist
   */
  ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException;

  /** The clients that have a session now, oldest first; at most 1000. */
  List<ConnectedClient> clients(CallContext context);

  /**
   * Ends a client's session, whoever opened it. The client can open another one; who must not is to lose its credential.
   *
   * @param session its number, as in {@link ConnectedClient}
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#SESSION_NOT_FOUND} if the tenant has no such session, or with
   *     {@link io.mcpmanager.api.error.ErrorCode#IN_USE} if it is part of this program
   */
  void end(CallContext context, String session);

  /**
   * What a server offers, as last read from it; empty if it has not run yet.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  ServerCatalog catalog(CallContext context, ServerId server);
}
