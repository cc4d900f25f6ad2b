package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.catalog.Catalog;
import io.mcpmanager.core.catalog.CatalogReader;
import io.mcpmanager.core.catalog.CatalogRefresher;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.TypedCatalog;
import io.mcpmanager.core.hook.Hooks;
import io.mcpmanager.core.hook.ToolGate;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.Connector;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.lifecycle.LifecycleListener;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.protocol.UpstreamConnection;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one door to all servers. Shakes hands with instances for the lifecycle, hears from it which servers answer, reads
 * what they offer, and serves client sessions. Thread-safe.
 */
public final class McpGateway implements Gateway, Connector, LifecycleListener, AutoCloseable {

  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FIRST_LIST_TIMEOUT = Duration.ofSeconds(10);

  private final EventPublisher events;
  private final LogAppender logs;
  private final ManagerClock clock;
  private final ClientIdentity self;
  private final Openings openings;
  private final Fleet fleet;
  private final StartWatch starts;
  private final SessionTable sessions;
  private final CallLog calls;
  private final Subscriptions subscriptions = new Subscriptions();
  private final OwnConnections own;
  private final ToolGate gate;
  private final Guard guard;
  private final Deliveries deliveries;
  private final Forwarder forwarder;
  private final Subscriber subscriber;
  private final LogRouter logRouter;
  private final ChangeNotifier notifier;
  private final Executor readers;
  private final CatalogRefresher refresher;
  private final ListingFailures listingFailures;
  private final Listening listening;
  private final Rounds rounds;
  private final Exchanges exchanges;
  private volatile @Nullable Directory directory;
  private volatile @Nullable SessionRevival revival;

  /**
   * A gateway without servers; {@link #use} comes next.
   *
   * @param self how it introduces itself, to servers and to clients of all servers
   * @param policy who may ask servers for what
   * @param gate what the manager's users have laid down about tools
   * @param hooks what looks at messages on their way
   * @param redaction takes secrets out of what clients and people get to read
   */
  public McpGateway(
      EventPublisher events,
      LogAppender logs,
      ManagerClock clock,
      IdSource ids,
      ClientIdentity self,
      GatewayLimits limits,
      AccessPolicy policy,
      ToolGate gate,
      Hooks hooks,
      Redaction redaction) {
    this(
        events,
        logs,
        clock,
        ids,
        self,
        limits,
        policy,
        gate,
        hooks,
        redaction,
        task -> Thread.ofVirtual().name("mcp-catalog").start(task));
  }

  McpGateway(
      EventPublisher events,
      LogAppender logs,
      ManagerClock clock,
      IdSource ids,
      ClientIdentity self,
      GatewayLimits limits,
      AccessPolicy policy,
      ToolGate gate,
      Hooks hooks,
      Redaction redaction,
      Executor readers) {
    this.gate = gate;
    this.events = events;
    this.logs = logs;
    this.clock = clock;
    this.self = self;
    openings = new Openings(clock, self);
    var inFlight = new InFlight();
    fleet = new Fleet(limits.pageSize(), self.info());
    sessions = new SessionTable(clock, ids, events, limits);
    calls = new CallLog(clock, redaction);
    starts = new StartWatch(clock, fleet, this::directory);
    deliveries = new Deliveries(hooks);
    guard = new Guard(policy, gate, hooks, new Denials(events, clock, readers));
    logRouter = new LogRouter(logs, fleet, sessions, inFlight, deliveries);
    listening = new Listening(fleet, subscriptions, guard, deliveries);
    own = new OwnConnections(
        new OwnOpener(logs, clock, self, sessions, logRouter, subscriptions, deliveries),
        clock,
        subscriptions::holds);
    forwarder =
        new Forwarder(fleet, inFlight, own, calls, starts, logRouter, guard, deliveries, redaction);
    subscriber = new Subscriber(fleet, own, sessions, subscriptions, guard, deliveries);
    notifier = new ChangeNotifier(clock, sessions, listening);
    this.readers = readers;
    refresher = new CatalogRefresher(clock, readers, this::readCatalog);
    listingFailures = new ListingFailures(events, readers);
    rounds = new Rounds(clock, ids, limits.maxParkedCalls());
    exchanges = new Exchanges(
        this::view, new Completion(self), rounds, listening, new ParameterHeaders(fleet));
    sessions.onLevel(session -> {
      logRouter.adjust();
      own.of(session.number()).forEach(connection -> logRouter.adjust(session, connection));
    });
    sessions.onRevival(subscriber::goOn);
    sessions.onEnd(session -> {
      subscriptions.ended(session.number());
      own.ended(session.number());
    });
  }

  /** Sets where servers are looked up; called once, before any client comes. */
  public void use(Directory newDirectory) {
    directory = newDirectory;
  }

  /**
   * Sets where lasting sessions are kept, and takes up what the manager before has left there; called at most once, before
   * any client comes. Without it they end with the gateway.
   */
  public void keepSessions(SessionJournal journal) {
    sessions.keepIn(journal);
    revival = new SessionRevival(journal, sessions, this::view);
  }

  /** What somebody passes to a server for themselves has changed: instances that serve them with what was before end. */
  public void credentialChanged(String tenant, Predicate<Principal> whose, ServerId server) {
    own.changed(server, owner -> switch (owner) {
      case OwnConnection.OfPrincipal of -> of.tenant().equals(tenant) && whose.test(of.principal());
      case OwnConnection.OfSession of ->
        sessions
            .numbered(of.session())
            .filter(session ->
                session.tenant().equals(tenant) && whose.test(session.context().principal()))
            .isPresent();
    });
  }

  @Override
  public GatewayClient connect(CallContext context, Scope scope, String clientName) {
    Session session =
        sessions.open(context, scope, view(context, scope), ClientTransport.IN_PROCESS);
    session.greet(ClientProfile.plain(clientName, "", ClientGreeting.NEWEST));
    return new LocalClient(session, fleet, directory());
  }

  @Override
  public GatewayClient connect() {
    return connect(CallContext.system("in-process"), Scope.all(), "host application");
  }

  @Override
  public McpSession open(CallContext context, Scope scope, ClientTransport transport) {
    return sessions.open(context, scope, view(context, scope), transport);
  }

  @Override
  public McpSession openLasting(CallContext context, Scope scope) {
    return sessions.open(context, scope, view(context, scope), ClientTransport.STREAMABLE_HTTP);
  }

  @Override
  public Optional<McpSession> session(CallContext context, String id) {
    Optional<Session> present = sessions.find(context, id);
    SessionRevival left = revival;
    return (present.isPresent() || left == null ? present : left.revive(context, id))
        .map(McpSession.class::cast);
  }

  @Override
  public ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException {
    return exchanges.exchange(context, scope, message, headers, related);
  }

  @Override
  public List<ConnectedClient> clients(CallContext context) {
    return sessions.clients(context);
  }

  @Override
  public void end(CallContext context, String session) {
    sessions.end(context, session);
  }

  /** Clients of a tenant may see other tools than before, as the rules about them have changed. */
  public void rulesChanged(String tenant) {
    notifier.merged(tenant, EnumSet.of(ListKind.TOOLS));
    fleet.known(tenant).forEach(server -> notifier.single(server, EnumSet.of(ListKind.TOOLS)));
  }

  /** What was carried to servers lately. */
  public Calls calls() {
    return calls;
  }

  @Override
  public ServerCatalog catalog(CallContext context, ServerId id) {
    Server server = directory()
        .byId(id)
        .filter(found -> found.tenant().equals(context.tenant()))
        .orElseThrow(() -> new ServerNotFoundException(id.value()));
    return new TypedCatalog(server, fleet.catalog(id), fleet.merged(server.tenant())).read();
  }

  @Override
  public Connection connect(Life life, Duration timeout) throws InterruptedException {
    ServerId id = life.id();
    var ear = new SharedEar(id, logs, logRouter, subscriptions, refresher);
    var upstream = openings.open(life, ear, timeout);
    boolean done = false;
    try {
      life.listing();
      // so that who has started a server can call its tools at once
      long listEnd = clock.nanoTime() + FIRST_LIST_TIMEOUT.toNanos();
      var reader = new CatalogReader(
          upstream, () -> Duration.ofNanos(Math.max(1, listEnd - clock.nanoTime())), remark(id));
      Catalog first = reader.read(fleet.catalog(id));
      directory().byId(id).ifPresent(server -> gate.offered(server, first.tools()));
      requireOpen(upstream);
      // a change from here on can be looked at only once the server is known to answer
      boolean complete = reader.isComplete();
      var live = new LiveConnection(
          life,
          upstream,
          first,
          () -> complete && !ear.heardChange(),
          reader.failure().orElse(null));
      done = true;
      return live;
    } finally {
      if (!done) {
        upstream.close();
      }
    }
  }

  private static void requireOpen(UpstreamConnection upstream) {
    String ended = upstream.closed().getNow(null);
    if (ended != null) {
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED,
          "the connection ended while it listed what it offers: " + ended);
    }
  }

  @Override
  public void ready(Server server, Connection connection) {
    if (!(connection instanceof LiveConnection live)) {
      throw new IllegalArgumentException("expected a connection made here");
    }
    Catalog before = fleet.catalog(server.id());
    notifier.merged(server.tenant(), fleet.ready(server, live));
    starts.changed(server.id());
    logRouter.adjust();
    subscriptions.resume(Subscriptions.Source.shared(server.id()), live.upstream());
    subscriber.ready(server.id());
    tell(server, before, live.catalog());
    listingFailures.read(server, live.life(), live.listingFailure());
    if (!live.isUpToDate()) {
      refresher.now(server.id());
    }
  }

  @Override
  public void gone(Server server) {
    fleet.live(server.id()).ifPresent(live -> logRouter.gone(live.connection()));
    refresher.gone(server.id());
    notifier.merged(server.tenant(), fleet.gone(server));
    starts.changed(server.id());
  }

  @Override
  public void changed(Server server) {
    int maxInFlight = server.definition().settings().gateway().maxInFlight();
    fleet
        .live(server.id())
        .ifPresent(live -> live.connection().upstream().maxInFlight(maxInFlight));
    notifier.merged(server.tenant(), fleet.changed(server));
    starts.changed(server.id());
  }

  @Override
  public void deleted(Server server) {
    notifier.merged(server.tenant(), fleet.deleted(server));
    readers.execute(() -> gate.deleted(server));
    listingFailures.forget(server.id());
    listening.deleted(server);
    subscriber.deleted(server.id());
    openings.forget(server.id());
    calls.deleted(server);
    starts.changed(server.id());
  }

  /** Ends all sessions. Connections belong to the lifecycle. Idempotent. */
  @Override
  public void close() {
    sessions.close();
    rounds.close();
    listening.close();
    own.close();
    refresher.close();
    starts.close();
    guard.close();
  }

  private View view(CallContext context, Scope scope) {
    return switch (scope) {
      case Scope.All ignored ->
        new AllServers(
            context.tenant(),
            self,
            fleet,
            directory(),
            forwarder,
            subscriber,
            new ClientNotes(own, fleet, deliveries),
            guard);
      case Scope.OneServer one -> {
        Granted.checkSomething(context, one.name());
        if (directory().byName(context.tenant(), one.name()).isEmpty()) {
          throw new ServerNotFoundException(one.name());
        }
        yield new OneServer(
            context.tenant(),
            one.name(),
            fleet,
            directory(),
            forwarder,
            subscriber,
            new ClientNotes(own, fleet, deliveries),
            starts);
      }
    };
  }

  private void readCatalog(ServerId id) throws InterruptedException {
    Optional<Fleet.Live> live = fleet.live(id);
    if (live.isEmpty()) {
      return;
    }
    Server server = live.get().server();
    Catalog before = fleet.catalog(id);
    var reader =
        new CatalogReader(live.get().connection().upstream(), () -> LIST_TIMEOUT, remark(id));
    Catalog after = reader.read(before);
    gate.offered(server, after.tools());
    notifier.merged(server.tenant(), fleet.read(id, after));
    tell(server, before, after);
    listingFailures.read(server, live.get().connection().life(), reader.failure());
  }

  private Consumer<String> remark(ServerId id) {
    return text -> logs.append(id, LogStream.MANAGER, LogLevel.WARNING, text);
  }

  /** Tells clients of this server alone, and the event log, what is different; the log may take its time. */
  private void tell(Server server, Catalog before, Catalog after) {
    Set<ListKind> differences = after.differences(before);
    if (differences.isEmpty()) {
      return;
    }
    notifier.single(server, differences);
    var context = new CallContext(
        Principal.SYSTEM, server.tenant(), "catalog-" + server.id().value());
    var changed = new EventData.CatalogChanged(
        after.size(ListKind.TOOLS),
        after.size(ListKind.PROMPTS),
        after.size(ListKind.RESOURCES),
        after.size(ListKind.TEMPLATES));
    readers.execute(() -> events.publish(context, server.id(), server.name(), changed));
  }

  private Directory directory() {
    return required(directory);
  }

  private static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "the gateway has no directory yet");
    }
    return part;
  }
}
