package io.mcpmanager.server.http;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client closes its connection while it waits for an answer. The web server does not look before it has
 * something to write; so somebody else reads meanwhile, which nobody may do after it: the connection has to be closed
 * after the answer.
 */
public final class Departures implements Http1ConnectionListener {

  @SuppressWarnings("ThreadLocalUsage") // one for a server, as there may be several servers
  private final ThreadLocal<@Nullable ConnectionContext> connections = new ThreadLocal<>();

  /** The connection of one request. */
  public static final class Departure {

    private final ConnectionContext connection;

    private Departure(ConnectionContext connection) {
      this.connection = connection;
    }

    /**
     * Watches from now on. The answer must say that the connection is closed after it.
     *
     * @param left called once, on another thread, when the client has gone, or when the connection is closed here
     */
    public void watch(Runnable left) {
      Thread.ofVirtual().name("http-departure").start(() -> {
        if (awaitEnd()) {
          left.run();
        }
      });
    }

    /** False if the client goes on to send something, so that it is known to be there. */
    private boolean awaitEnd() {
      while (true) {
        try {
          return connection.serverSocket().get() == null;
        } catch (UncheckedIOException e) {
          if (!(e.getCause() instanceof SocketTimeoutException)) {
            return true;
          }
        }
      }
    }
  }

  /** The connection of the request that this thread serves. */
  public Optional<Departure> ofThisRequest() {
    return Optional.ofNullable(connections.get()).map(Departure::new);
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    // a connection has one thread for all its requests, which ends with it
    connections.set(connection);
  }
}
