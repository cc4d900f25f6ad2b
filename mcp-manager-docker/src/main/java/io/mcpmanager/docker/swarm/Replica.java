package io.mcpmanager.docker.swarm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/**
 * One running task of a service that can be spoken to.
 *
 * @param task id of the task
 * @param address where it serves MCP
 */
record Replica(String task, URI address) {

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** An engine's proxy takes every connection, and drops it at once if nobody listens behind it. */
  private static final Duration KEPT = Duration.ofMillis(300);

  /** Whether somebody listens there: connections are taken, and kept while nothing is said. */
  boolean listens() {
    try (var socket = new Socket()) {
      connect(socket);
      socket.setSoTimeout((int) KEPT.toMillis());
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException kept) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether connections are taken there. */
  boolean accepts() {
    try (var socket = new Socket()) {
      connect(socket);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void connect(Socket socket) throws IOException {
    String host = address.getHost().replaceAll("^\\[|]$", "");
    try {
      socket.connect(new InetSocketAddress(host, address.getPort()), (int) CONNECT.toMillis());
    } catch (SocketTimeoutException e) {
      throw new IOException("no connection within " + CONNECT, e);
    }
  }
}
