package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes notifications of clients on to servers. */
final class ClientNotes {

  private static final Logger LOG = LoggerFactory.getLogger(ClientNotes.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String ROOTS_CHANGED = "notifications/roots/list_changed";

  private final OwnConnections own;

  ClientNotes(OwnConnections own) {
    this.own = own;
  }

  /** Tells the servers that know the roots of this client that they are others now. */
  void toAll(String session, Envelope notification) throws InterruptedException {
    if (notification.method().equals(ROOTS_CHANGED)) {
      for (LiveConnection connection : own.of(session)) {
        tell(connection, notification);
      }
    }
    // there is no telling which server any other is meant for
  }

  /** Passes a notification on over the client's own connection, or over the shared one if it concerns only the server. */
  void toOne(String session, Fleet.Live live, Envelope notification) throws InterruptedException {
    LiveConnection connection = own.of(session, live.server().id()).orElse(null);
    if (connection != null) {
      tell(connection, notification);
    } else if (!notification.method().equals(ROOTS_CHANGED)) {
      tell(live.connection(), notification);
    }
  }

  private static void tell(LiveConnection connection, Envelope notification)
      throws InterruptedException {
    byte[] message = notification.span(Member.MESSAGE).orElseThrow().copyFrom(notification.bytes());
    try {
      connection.upstream().tell(message, notification.method(), TIMEOUT);
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a client's notification could not be passed on");
    }
  }
}
