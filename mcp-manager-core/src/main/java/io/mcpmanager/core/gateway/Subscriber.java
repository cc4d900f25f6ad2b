package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code resources/subscribe} and {@code resources/unsubscribe} of clients that have a session, and sees to it that
 * what they are subscribed to outlasts the manager and their own instances.
 */
final class Subscriber {

  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  private static final String UPDATED = "notifications/resources/updated";

  private final Fleet fleet;
  private final OwnConnections own;
  private final SessionTable sessions;
  private final Subscriptions subscriptions;
  private final Guard guard;
  private final Deliveries deliveries;

  Subscriber(
      Fleet fleet,
      OwnConnections own,
      SessionTable sessions,
      Subscriptions subscriptions,
      Guard guard,
      Deliveries deliveries) {
    this.guard = guard;
    this.deliveries = deliveries;
    this.fleet = fleet;
    this.own = own;
    this.sessions = sessions;
    this.subscriptions = subscriptions;
  }

  static boolean serves(String method) {
    return method.equals("resources/subscribe") || method.equals("resources/unsubscribe");
  }

  /**
   * Subscribes or unsubscribes.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if the server can't be reached or does not answer
   */
  Reply serve(ClientCall call, Server server) throws InterruptedException {
    return guard.around(call, server, passed -> served(passed, server));
  }

  private Reply served(ClientCall call, Server server) throws InterruptedException {
    Optional<Session> session = sessions.numbered(call.session());
    Optional<String> uri = call.message().text(Member.URI);
    if (session.isEmpty()) {
      return Reply.unknownMethod(call.method());
    }
    if (uri.isEmpty()) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "the URI of a resource must be given");
    }
    Fleet.Live live = fleet.live(server.id()).orElseThrow(() -> Forwarder.notRunning(server));
    if (!tellsOfChanges(live)) {
      return Reply.unknownMethod(
          call.method() + " (server '" + server.name() + "' does not tell of changes)");
    }
    if (call.method().equals("resources/unsubscribe")) {
      unsubscribe(session.get(), server.id(), uri.get());
      return Reply.empty();
    }
    try {
      subscribe(call, live, uri.get(), session.get());
      return Reply.empty();
    } catch (McpManagerException e) {
      if (e.code() == ErrorCode.UPSTREAM_ERROR) {
        return new Reply.Refusal(Reply.INVALID_PARAMS, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private void subscribe(ClientCall call, Fleet.Live live, String uri, Session session)
      throws InterruptedException {
    var shared = Subscriptions.Source.shared(live.server().id());
    var ofClient = Subscriptions.Source.of(live.server().id(), session.number());
    try (Lease lease = own.lease(call, live)) {
      boolean isShared = lease.connection().equals(live.connection());
      Outbox outbox = session.outbox();
      subscriptions.add(
          isShared ? shared : ofClient,
          lease.connection().upstream(),
          uri,
          session.number(),
          notification -> {
            // what was allowed when it was asked for may not be any more
            if (Granted.denial(session.context(), live.server(), Target.Kind.RESOURCE, uri)
                .isEmpty()) {
              deliveries.toClient(
                  session.peer(),
                  live.server(),
                  notification,
                  passed -> outbox.put(message(passed)));
            }
          });
      // which of the two it is may have changed with the server's definition
      subscriptions.remove(isShared ? ofClient : shared, uri, session.number());
    }
    session.subscriptions().add(live.server().id(), uri);
    if (session.isClosed()) {
      subscriptions.ended(session.number()); // as its end may have been too early for this
    }
  }

  private void unsubscribe(Session session, ServerId server, String uri) {
    String number = session.number();
    session.subscriptions().remove(server, uri);
    subscriptions.remove(Subscriptions.Source.shared(server), uri, number);
    subscriptions.remove(Subscriptions.Source.of(server, number), uri, number);
  }

  private static boolean tellsOfChanges(Fleet.Live live) {
    return live.connection().greeting().offers("resources", "subscribe");
  }

  /**
   * A session of the manager before goes on: what it was subscribed to is subscribed to again; where a server does not answer
   * yet, once it does.
   */
  void goOn(Session session) {
    session.subscriptions().servers().forEach(server -> renew(session, server));
  }

  /** A server answers, perhaps again. What was wanted over the connection that all share is known to it already. */
  void ready(ServerId server) {
    sessions.forEach(session -> renew(session, server));
  }

  /** A server exists no more. */
  void deleted(ServerId server) {
    sessions.forEach(session ->
        session.subscriptions().at(server).forEach(uri -> unsubscribe(session, server, uri)));
  }

  private void renew(Session session, ServerId server) {
    var shared = Subscriptions.Source.shared(server);
    List<String> lost = session.subscriptions().at(server).stream()
        .filter(uri -> !subscriptions.has(shared, uri, session.number()))
        .toList();
    if (!lost.isEmpty()) {
      Thread.ofVirtual().name("mcp-resubscribe").start(() -> renew(session, server, lost));
    }
  }

  private void renew(Session session, ServerId server, List<String> uris) {
    try {
      for (String uri : uris) {
        Optional<Fleet.Live> live = fleet.live(server);
        if (live.isEmpty() || session.isClosed()) {
          return; // once it answers, it comes to this again
        }
        renew(session, live.get(), uri);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a client can't be subscribed again until the server is back");
    }
  }

  private void renew(Session session, Fleet.Live live, String uri) throws InterruptedException {
    byte[] params = ("{\"uri\":" + new String(JsonText.quote(uri), UTF_8) + "}").getBytes(UTF_8);
    byte[] request = Messages.request(RequestId.of(0), "resources/subscribe", params);
    try {
      ClientCall again = session.again(Envelope.read(request));
      if (tellsOfChanges(live) && guard.denial(again, live.server(), null) == null) {
        subscribe(again, live, uri, session);
        // it may have changed while nobody listened
        session.outbox().putOnce(Messages.notification(UPDATED, params));
        return;
      }
    } catch (McpManagerException e) {
      if (e.code() != ErrorCode.UPSTREAM_ERROR) {
        throw e;
      }
      LOG.atDebug().setCause(e).log("a server refuses what a client was subscribed to before");
    }
    unsubscribe(session, live.server().id(), uri);
  }

  private static byte[] message(Envelope notification) {
    return SingleLine.of(
        notification.span(Member.MESSAGE).orElseThrow().copyFrom(notification.bytes()));
  }
}
