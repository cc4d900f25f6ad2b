package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import java.util.Optional;

/** Serves {@code resources/subscribe} and {@code resources/unsubscribe} of clients that have a session. */
final class Subscriber {

  private final Fleet fleet;
  private final OwnConnections own;
  private final SessionTable sessions;
  private final Subscriptions subscriptions;

  Subscriber(Fleet fleet, OwnConnections own, SessionTable sessions, Subscriptions subscriptions) {
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
    Optional<Session> session = sessions.numbered(call.session());
    Optional<String> uri = call.message().text(Member.URI);
    if (session.isEmpty()) {
      return Reply.unknownMethod(call.method());
    }
    if (uri.isEmpty()) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "the URI of a resource must be given");
    }
    Fleet.Live live = fleet.live(server.id()).orElseThrow(() -> Forwarder.notRunning(server));
    if (!live.connection().greeting().offers("resources", "subscribe")) {
      return Reply.unknownMethod(
          call.method() + " (server '" + server.name() + "' does not tell of changes)");
    }
    String number = call.session();
    if (call.method().equals("resources/unsubscribe")) {
      subscriptions.remove(Subscriptions.Source.shared(server.id()), uri.get(), number);
      subscriptions.remove(Subscriptions.Source.of(server.id(), number), uri.get(), number);
      return Reply.empty();
    }
    try (Lease lease = own.lease(call, live)) {
      var source = lease.connection().equals(live.connection())
          ? Subscriptions.Source.shared(server.id())
          : Subscriptions.Source.of(server.id(), number);
      Outbox outbox = session.get().outbox();
      subscriptions.add(
          source,
          lease.connection().upstream(),
          uri.get(),
          number,
          notification -> outbox.put(message(notification)));
      return Reply.empty();
    } catch (McpManagerException e) {
      if (e.code() == ErrorCode.UPSTREAM_ERROR) {
        return new Reply.Refusal(Reply.INVALID_PARAMS, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static byte[] message(Envelope notification) {
    return SingleLine.of(
        notification.span(Member.MESSAGE).orElseThrow().copyFrom(notification.bytes()));
  }
}
