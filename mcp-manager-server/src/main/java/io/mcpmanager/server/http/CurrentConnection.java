package io.mcpmanager.server.http;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Knows the connection of the request that a thread serves, for upgrades to WebSocket are not told. */
final class CurrentConnection implements Http1ConnectionListener {

  @SuppressWarnings("ThreadLocalUsage") // one for a server, as there may be several servers
  private final ThreadLocal<@Nullable ConnectionContext> connections = new ThreadLocal<>();

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    // a connection has one thread for all its requests, which ends with it
    connections.set(connection);
  }

  /** The network address of the other end; empty if it is not known. */
  String address() {
    ConnectionContext connection = connections.get();
    return connection != null
            && connection.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "";
  }

  /** What ends the connection, whatever goes on over it. */
  Runnable cut() {
    ConnectionContext connection = connections.get();
    return () -> {
      if (connection != null) {
        connection.serverSocket().close();
      }
    };
  }
}
