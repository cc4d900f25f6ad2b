package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.catalog.MergedCatalog;
import io.mcpmanager.core.wire.Envelope;
import java.util.Optional;

/** What a session sees of the servers, and how its requests reach them. Thread-safe. */
sealed interface View permits AllServers, OneServer {

  /** The answer to {@code initialize}: what this is, as far as somebody may use it. */
  Reply initialize(CallContext context, ProtocolRevision revision) throws InterruptedException;

  /**
   * Serves a request other than {@code initialize}, {@code ping} and {@code logging/setLevel}.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if the server meant can't be reached or does not answer
   */
  Reply request(ClientCall call) throws InterruptedException;

  /** Takes a notification of a client that its session has no use for itself. */
  void notification(Peer client, Envelope notification) throws InterruptedException;

  /** Whether the session hears of what the server sends. */
  boolean sees(Server server);

  /** Whether clients can set a log level now. */
  boolean offersLogging();

  /** The least serious log messages a client gets that has not said what it wants. */
  boolean logsByDefault(McpLevel level);

  /** A log notification as this view shows it. */
  byte[] showLog(Server server, Envelope notification);

  /** The server that has a resource, as far as is known. */
  Optional<Server> ownerOf(String uri);

  /** Where the name of a tool leads. */
  Optional<MergedCatalog.Route> tool(String name);
}
