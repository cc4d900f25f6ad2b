package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes notifications of clients on to servers. */
final class ClientNotes {

  private static final Logger LOG = LoggerFactory.getLogger(ClientNotes.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String ROOTS_CHANGED = "notifications/roots/list_changed";

  private final OwnConnections own;
  private final Fleet fleet;
  private final Deliveries deliveries;

  ClientNotes(OwnConnections own, Fleet fleet, Deliveries deliveries) {
    this.own = own;
    this.fleet = fleet;
    this.deliveries = deliveries;
  }

  /** Tells the servers that know the roots of this client that they are others now. */
  void toAll(Peer client, Envelope notification) throws InterruptedException {
    if (notification.method().equals(ROOTS_CHANGED)) {
      for (LiveConnection connection : own.of(client.session())) {
        Optional<Fleet.Live> live = fleet.live(connection.life().id());
        if (live.isPresent()) {
          tell(connection, client, live.get().server(), notification);
        }
      }
    }
    // there is no telling which server any other is meant for
  }

  /** Passes a notification on over the client's own connection, or over the shared one if it concerns only the server. */
  void toOne(Peer client, Fleet.Live live, Envelope notification) throws InterruptedException {
    Server server = live.server();
    LiveConnection connection = own.of(client.session(), server.id()).orElse(null);
    if (connection != null) {
      tell(connection, client, server, notification);
    } else if (!notification.method().equals(ROOTS_CHANGED)) {
      tell(live.connection(), client, server, notification);
    }
  }

  private void tell(LiveConnection connection, Peer client, Server server, Envelope notification)
      throws InterruptedException {
    Optional<Envelope> passed = deliveries.toServer(client, server, notification);
    if (passed.isEmpty()) {
      return;
    }
    byte[] message =
        passed.get().span(Member.MESSAGE).orElseThrow().copyFrom(passed.get().bytes());
    try {
      connection.upstream().tell(message, notification.method(), TIMEOUT);
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a client's notification could not be passed on");
    }
  }
}
