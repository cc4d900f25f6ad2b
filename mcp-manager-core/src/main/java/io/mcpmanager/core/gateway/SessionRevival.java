package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.json.SessionState;
import io.mcpmanager.spi.store.SessionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sessions of the manager before back when their clients come for them. What that manager was doing for the
 * client when it ended is lost and is reported; nothing is done a second time. Thread-safe.
 */
final class SessionRevival {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRevival.class);
  private static final int STRIPES = 64;

  private final SessionJournal journal;
  private final SessionTable table;
  private final BiFunction<CallContext, Scope, View> views;

  /** Of requests that come at the same time for the same session one revives it, and the others wait. */
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  SessionRevival(
      SessionJournal journal, SessionTable table, BiFunction<CallContext, Scope, View> views) {
    this.journal = journal;
    this.table = table;
    this.views = views;
  }

  /**
   * The session with this secret, if one of the manager before has it and it belongs to the context's principal and
   * tenant.
   */
  Optional<Session> revive(CallContext context, String secret) {
    if (journal.waiting() == 0) {
      return Optional.empty();
    }
    ReentrantLock lock = stripes.get(Math.floorMod(secret.hashCode(), STRIPES));
    lock.lock();
    try {
      Optional<Session> present = table.find(context, secret);
      return present.isPresent()
          ? present
          : journal
              .waiting(secret)
              .filter(left -> left.tenant().equals(context.tenant())
                  && left.principal().equals(context.principal()))
              .flatMap(left -> revive(context, secret, left));
    } finally {
      lock.unlock();
    }
  }

  private Optional<Session> revive(CallContext context, String secret, SessionRecord left) {
    if (table.isExpired(left.lastSeenAt())) {
      journal.forget(left.key(), SessionTable.UNHEARD);
      return Optional.empty();
    }
    try {
      SessionState state = SessionState.read(left.state());
      Scope scope = Scope.parse(left.scope());
      var identity = new SessionIdentity(
          left.number(),
          secret,
          context,
          scope,
          SessionIdentity.Kind.LASTING,
          ClientTransport.STREAMABLE_HTTP,
          left.life() + 1,
          left.openedAt());
      View view = views.apply(context, scope);
      var session = new Session(identity, view, table);
      session.goOn(left, state);
      return Optional.of(table.readmit(session, events(session, state)));
    } catch (ServerNotFoundException gone) {
      journal.forget(left.key(), "its server exists no more");
    } catch (IllegalArgumentException unreadable) {
      LOG.atWarn()
          .addKeyValue("session", left.number())
          .setCause(unreadable)
          .log("a session of the manager before can't be read");
      journal.forget(left.key(), "what was stored of it can't be read");
    }
    return Optional.empty();
  }

  private static List<EventData> events(Session session, SessionState state) {
    var events = new ArrayList<EventData>();
    events.add(new EventData.SessionRevived(
        session.number(), (state.client() + " " + state.version()).strip(), session.life()));
    state
        .calls()
        .forEach(call ->
            events.add(new EventData.CallInterrupted(session.number(), call.id(), call.method())));
    return events;
  }
}
