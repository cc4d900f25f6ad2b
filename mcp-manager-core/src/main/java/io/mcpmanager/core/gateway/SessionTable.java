package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
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
  private volatile Runnable onLevel = () -> {};

  SessionTable(ManagerClock clock, IdSource ids, EventPublisher events, GatewayLimits limits) {
    this.clock = clock;
    this.ids = ids;
    this.events = events;
    this.limits = limits;
    this.places = new Semaphore(limits.maxSessions());
  }

  /** Sets who is told when a session sets its log level. */
  void onLevel(Runnable listener) {
    onLevel = listener;
  }

  Session open(CallContext context, Scope scope, View view, boolean inProcess) {
    if (closed.get()) {
      throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the gateway is closing");
    }
    if (!places.tryAcquire()) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "there are " + limits.maxSessions() + " client sessions, which is as many as allowed");
    }
    var identity = new Session.Identity(ids.nextId(), ids.nextSecret(), context, scope, inProcess);
    var session = new Session(identity, view, this);
    sessions.put(session.id(), session);
    scheduleSweep();
    if (closed.get()) {
      session.close("the gateway is closing");
    }
    return session;
  }

  Optional<Session> find(CallContext context, String secret) {
    return Optional.ofNullable(sessions.get(secret))
        .filter(session -> session.tenant().equals(context.tenant())
            && session.context().principal().equals(context.principal()));
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

  void levelChanged() {
    onLevel.run();
  }

  void opened(Session session, ClientProfile client) {
    publish(
        session,
        new EventData.SessionOpened(
            session.number(),
            session.scope().text(),
            (client.name() + " " + client.version()).strip(),
            client.revision().text()));
  }

  void closed(Session session, boolean greeted, String reason) {
    if (sessions.remove(session.id(), session)) {
      places.release();
    }
    if (greeted) {
      publish(session, new EventData.SessionClosed(session.number(), reason));
    }
  }

  void close() {
    closed.set(true);
    ManagerClock.Timer timer = sweep.getAndSet(null);
    if (timer != null) {
      timer.cancel();
    }
    sessions.values().forEach(session -> session.close("the gateway is closing"));
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
        session.close("nothing was heard of the client");
      }
    }
    if (!sessions.isEmpty() && !closed.get()) {
      scheduleSweep();
    }
  }
}
