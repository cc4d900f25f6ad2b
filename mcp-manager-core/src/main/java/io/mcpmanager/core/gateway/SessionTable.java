package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All sessions: how many there may be, which have been left behind, and what the event log hears of them. */
final class SessionTable {

  /** Why a session ends of itself. */
  static final String UNHEARD = "nothing was heard of the client";

  private static final String CLOSING = "the gateway is closing";
  private static final int MAX_LISTED = 1_000;
  private static final Duration SHORTEST_SWEEP = Duration.ofSeconds(1);

  private final ManagerClock clock;
  private final IdSource ids;
  private final EventPublisher events;
  private final GatewayLimits limits;
  private final Semaphore places;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<ManagerClock.@Nullable Timer> sweep = new AtomicReference<>();
  private volatile Consumer<Session> onLevel = session -> {};
  private volatile Consumer<Session> onRevival = session -> {};
  private volatile Consumer<Session> onEnd = session -> {};
  private volatile @Nullable SessionJournal journal;

  SessionTable(ManagerClock clock, IdSource ids, EventPublisher events, GatewayLimits limits) {
    this.clock = clock;
    this.ids = ids;
    this.events = events;
    this.limits = limits;
    this.places = new Semaphore(limits.maxSessions());
  }

  /** Sets who is told when a session sets its log level. */
  void onLevel(Consumer<Session> listener) {
    onLevel = listener;
  }

  /** Sets who is told when a session of the manager before goes on. */
  void onRevival(Consumer<Session> listener) {
    onRevival = listener;
  }

  /** Sets who is told when a session has ended. */
  void onEnd(Consumer<Session> listener) {
    onEnd = listener;
  }

  /** Sets where lasting sessions are kept; takes up what was left there. */
  void keepIn(SessionJournal newJournal) {
    newJournal.load();
    journal = newJournal;
    sweepJournal();
    scheduleSweep();
  }

  Session open(CallContext context, Scope scope, View view, ClientTransport transport) {
    takePlace();
    var identity = new SessionIdentity(
        ids.nextId(),
        ids.nextSecret(),
        context,
        scope,
        SessionIdentity.Kind.of(transport),
        transport,
        0,
        now());
    var session = new Session(identity, view, this);
    add(session);
    return session;
  }

  /** Takes in a session that the manager before has left, and tells what has become of it. */
  Session readmit(Session session, List<EventData> events) {
    takePlace();
    boolean admitted = false;
    try {
      requiredJournal().admit(session, session.toWrite(false).orElseThrow(), events);
      admitted = true;
    } finally {
      if (!admitted) {
        places.release();
      }
    }
    add(session);
    if (session.level().isPresent()) {
      levelChanged(session);
    }
    onRevival.accept(session);
    return session;
  }

  private void takePlace() {
    if (closed.get()) {
      throw new McpManagerException(ErrorCode.SHUTTING_DOWN, CLOSING);
    }
    if (!places.tryAcquire()) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "there are " + limits.maxSessions() + " client sessions, which is as many as allowed");
    }
  }

  private void add(Session session) {
    sessions.put(session.id(), session);
    scheduleSweep();
    if (closed.get()) {
      session.close(CLOSING);
    }
  }

  Optional<Session> find(CallContext context, String secret) {
    return Optional.ofNullable(sessions.get(secret))
        .filter(session -> session.identity().isOf(context));
  }

  /** The session with this number, if it is there. */
  Optional<Session> numbered(String number) {
    return sessions.values().stream()
        .filter(session -> session.number().equals(number))
        .findFirst();
  }

  List<ConnectedClient> clients(CallContext context) {
    return sessions.values().stream()
        .filter(session -> session.tenant().equals(context.tenant()))
        .map(Session::snapshot)
        .sorted(Comparator.comparing(ConnectedClient::connectedAt)
            .thenComparing(ConnectedClient::session))
        .limit(MAX_LISTED)
        .toList();
  }

  /** Somebody else than the client ends a session of the context's tenant. */
  void end(CallContext context, String number) {
    Session session = numbered(number)
        .filter(found -> found.tenant().equals(context.tenant()))
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.SESSION_NOT_FOUND, "no client has a session with this number"));
    if (session.identity().kind() == SessionIdentity.Kind.IN_PROCESS) {
      throw new McpManagerException(
          ErrorCode.IN_USE, "this client is part of the manager's program, which ends it itself");
    }
    session.close("ended by " + context.principal().id());
  }

  /** Calls for every session that has initialized. */
  void forEach(Consumer<Session> action) {
    sessions.values().forEach(session -> {
      if (session.revision().isPresent()) {
        action.accept(session);
      }
    });
  }

  /** The log levels that sessions seeing the server have asked for. */
  Stream<McpLevel> levelsOf(Server server) {
    return sessions.values().stream()
        .filter(session -> session.view().sees(server))
        .flatMap(session -> session.level().stream());
  }

  GatewayLimits limits() {
    return limits;
  }

  ManagerClock clock() {
    return clock;
  }

  Instant now() {
    return clock.now();
  }

  void levelChanged(Session session) {
    onLevel.accept(session);
  }

  /** Whether a session whose client was last heard of then is over. */
  boolean isExpired(Instant seen) {
    return !seen.isAfter(now().minus(limits.sessionIdle()));
  }

  /** Has a session written again soon; false if there is no need or no way. */
  boolean changed(Session session) {
    SessionJournal keeper = keeper(session);
    return keeper != null && !closed.get() && keeper.changed(session);
  }

  void opened(Session session, ClientProfile client) {
    var event = new EventData.SessionOpened(
        session.number(),
        session.scope().text(),
        (client.name() + " " + client.version()).strip(),
        client.revision().text());
    SessionJournal keeper = keeper(session);
    if (keeper == null) {
      publish(session, event);
    } else {
      keeper.admit(session, SessionRecords.of(session, client, false), List.of(event));
    }
  }

  void closed(Session session, boolean greeted, String reason) {
    if (sessions.remove(session.id(), session)) {
      places.release();
      onEnd.accept(session);
    }
    if (!greeted) {
      return;
    }
    var event = new EventData.SessionClosed(session.number(), reason);
    SessionJournal keeper = keeper(session);
    if (keeper == null) {
      publish(session, event);
    } else if (!closed.get()) {
      keeper.delete(session, event);
    } // else it waits for the next manager
  }

  void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ManagerClock.Timer timer = sweep.getAndSet(null);
    if (timer != null) {
      timer.cancel();
    }
    SessionJournal keeper = journal;
    if (keeper != null) {
      // before calls are cancelled, so that it is known which were under way
      keeper.leave(sessions.values().stream().filter(Session::isLasting).toList());
    }
    sessions.values().forEach(session -> session.close(CLOSING));
  }

  private @Nullable SessionJournal keeper(Session session) {
    return session.isLasting() ? journal : null;
  }

  private SessionJournal requiredJournal() {
    SessionJournal known = journal;
    if (known == null) {
      throw new IllegalStateException("there is no journal");
    }
    return known;
  }

  private void publish(Session session, EventData data) {
    events.publish(session.context(), null, null, data);
  }

  private void scheduleSweep() {
    if (sweep.get() == null) {
      Duration quarter = limits.sessionIdle().dividedBy(4);
      Duration wait = quarter.compareTo(SHORTEST_SWEEP) < 0 ? SHORTEST_SWEEP : quarter;
      ManagerClock.Timer timer = clock.schedule(wait, this::sweep);
      if (!sweep.compareAndSet(null, timer)) {
        timer.cancel();
      }
    }
  }

  private void sweep() {
    sweep.set(null);
    Instant before = now().minus(limits.sessionIdle());
    for (Session session : sessions.values()) {
      if (session.isIdleSince(before)) {
        session.close(UNHEARD);
      } else if (session.isHeld()) {
        session.changed();
      }
    }
    sweepJournal();
    SessionJournal keeper = journal;
    boolean waiting = keeper != null && keeper.waiting() > 0;
    if ((!sessions.isEmpty() || waiting) && !closed.get()) {
      scheduleSweep();
    }
  }

  private void sweepJournal() {
    SessionJournal keeper = journal;
    if (keeper != null) {
      keeper
          .overdue(now().minus(limits.sessionIdle()), limits.maxSessions())
          .forEach(key -> keeper.forget(key, UNHEARD));
    }
  }
}
