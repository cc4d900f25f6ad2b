package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.lifecycle.Sibling;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.protocol.UpstreamConnection;
import io.mcpmanager.core.protocol.UpstreamListener;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.spi.ManagerClock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens connections that belong to one client each, and takes to that client what comes on them. */
final class OwnOpener implements OwnConnection.Opener {

  private static final Principal NOBODY = new Principal("nobody", Principal.Kind.ANONYMOUS);

  private final LogAppender logs;
  private final ManagerClock clock;
  private final ClientIdentity self;
  private final SessionTable sessions;
  private final LogRouter logRouter;
  private final Subscriptions subscriptions;
  private final Deliveries deliveries;

  OwnOpener(
      LogAppender logs,
      ManagerClock clock,
      ClientIdentity self,
      SessionTable sessions,
      LogRouter logRouter,
      Subscriptions subscriptions,
      Deliveries deliveries) {
    this.deliveries = deliveries;
    this.logs = logs;
    this.clock = clock;
    this.self = self;
    this.sessions = sessions;
    this.logRouter = logRouter;
    this.subscriptions = subscriptions;
  }

  @Override
  public OwnConnection.Opened open(OwnConnection.Owner owner, Fleet.Live live, ClientProfile client)
      throws InterruptedException {
    ServerId id = live.server().id();
    ServerSettings settings = live.server().definition().settings();
    Session session = owner instanceof OwnConnection.OfSession of
        ? sessions.numbered(of.session()).orElse(null)
        : null;
    Sibling sibling = live.connection().life().launchSibling(principal(owner, session));
    boolean done = false;
    try {
      var upstream = UpstreamConnection.open(
          sibling.instance().channel(),
          new Ear(live.server(), session),
          clock,
          self.of(client.capabilities()),
          settings.gateway().maxInFlight(),
          settings.startTimeout());
      var connection = new LiveConnection(sibling, upstream, Catalog.EMPTY, () -> true, null);
      if (session != null) {
        logRouter.adjust(session, connection);
        subscriptions.resume(Subscriptions.Source.of(id, session.number()), upstream);
      }
      done = true;
      return new OwnConnection.Opened(connection, sibling);
    } finally {
      if (!done) {
        sibling.close();
      }
    }
  }

  private static Principal principal(OwnConnection.Owner owner, @Nullable Session session) {
    if (owner instanceof OwnConnection.OfPrincipal of) {
      return of.principal();
    }
    // a session that has ended since gets nobody's credentials
    return session == null ? NOBODY : session.context().principal();
  }

  /** Hears what an instance says of its own accord to the one client it is there for. */
  private final class Ear implements UpstreamListener {

    private final ServerId id;
    private final Server server;
    private final @Nullable Session session;

    Ear(Server server, @Nullable Session session) {
      this.id = server.id();
      this.server = server;
      this.session = session;
    }

    @Override
    public void onRequest(InputRequest request) {
      if (session == null) {
        request.answer(InputAnswer.unsupported(request.method()));
      } else {
        deliveries.ask(session.peer(), server, request, session::ask);
      }
    }

    @Override
    public void onNotification(Envelope notification) {
      switch (notification.method()) {
        case "notifications/message" ->
          logRouter.take(id, notification, Optional.ofNullable(session));
        case "notifications/resources/updated" -> {
          if (session != null) {
            subscriptions.updated(Subscriptions.Source.of(id, session.number()), notification);
          }
        }
        case "notifications/tools/list_changed",
            "notifications/prompts/list_changed",
            "notifications/resources/list_changed" -> {
          // at the address of all servers, lists are those of the instances that answer for them
          if (session != null && session.view() instanceof OneServer) {
            session.outbox().putOnce(message(notification));
          }
        }
        default -> {
          if (session != null) {
            deliveries.toClient(session.peer(), server, notification, passed -> session
                .outbox()
                .put(message(passed)));
          }
        }
      }
    }

    @Override
    public void onIrregular(String what, long count) {
      logs.append(id, LogStream.MANAGER, LogLevel.WARNING, SharedEar.irregular(what, count));
    }

    private static byte[] message(Envelope notification) {
      return SingleLine.of(
          notification.span(Member.MESSAGE).orElseThrow().copyFrom(notification.bytes()));
    }
  }
}
