package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.CommandCheck;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.json.ImportJson;
import io.mcpmanager.core.json.Imported;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers, each with a thread of its own. {@link #start()} loads them and brings those back to life that should
 * run; {@link #close()} ends them all and leaves what is desired as it is. Store, runtimes and clock stay their
 * owner's to close.
 */
public final class Supervisor implements Servers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(15);
  private static final Duration THREADS_END = Duration.ofSeconds(5);

  private final Collaborators shop;
  private final ServerChanges ledger;
  private final ImportJson imports;
  private final ImportJson importsOfOthers;

  /** Guards what follows: servers come to the roster and the manager closes one after the other. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean started;
  private volatile boolean closed;

  /** A supervisor of servers whose definitions refer to nothing. */
  public Supervisor(
      Store store,
      EventLog events,
      ServerLog log,
      List<ServerRuntime> runtimes,
      Connector connector,
      ManagerClock clock,
      IdSource ids,
      RandomGenerator random,
      Function<String, @Nullable String> environment) {
    this(
        store,
        events,
        log,
        runtimes,
        connector,
        clock,
        ids,
        random,
        environment,
        LaunchReferences.NONE);
  }

  /**
   * Nothing starts before {@link #start()}.
   *
   * @param random chance for jitter; must be safe to share between threads
   * @param environment variables that imported definitions of the default tenant may refer to, but for those of the manager
   *     itself; null for one that is not set
   * @param references puts into launches what definitions refer to
   */
  public Supervisor(
      Store store,
      EventLog events,
      ServerLog log,
      List<ServerRuntime> runtimes,
      Connector connector,
      ManagerClock clock,
      IdSource ids,
      RandomGenerator random,
      Function<String, @Nullable String> environment,
      LaunchReferences references) {
    ExecutorService threads = Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("mcp-server-", 0).factory());
    var roster = new Roster();
    var launches = new LaunchTable(store, runtimes, events, roster, clock, ids, threads);
    shop = new Collaborators(
        store,
        events,
        log,
        List.copyOf(runtimes),
        connector,
        clock,
        ids,
        random,
        threads,
        new Turns(clock),
        roster,
        launches,
        references,
        new Listeners(),
        new UndoLog());
    ledger = new ServerChanges(events);
    boolean containers =
        runtimes.stream().anyMatch(runtime -> runtime.supports(ContainerLaunch.of("any")));
    imports = new ImportJson(environment, containers);
    // the host's variables are those of the tenant that stands for the host
    importsOfOthers = new ImportJson(name -> null, containers);
  }

  /** Tells a listener of every change from now on. Listeners are added before {@link #start()}. */
  public void addListener(LifecycleListener listener) {
    shop.listeners().add(listener);
  }

  /**
   * Loads the servers and starts those that should run, without waiting for them to answer. Idempotent.
   *
   * @throws io.mcpmanager.api.error.StoreException if the store can't be read; this can be called again
   */
  public void start() {
    lock.lock();
    try {
      requireOpen();
      if (started) {
        return;
      }
      shop.launches().hold();
      for (ServerRecord stored : shop.store().servers().all()) {
        if (shop.roster().find(stored.id()).isEmpty()) {
          load(stored);
        }
      }
      shop.launches().clear();
      started = true;
    } finally {
      lock.unlock();
    }
  }

  private void load(ServerRecord stored) {
    try {
      ServerActor actor = admit(StoredServer.of(stored));
      actor.signal(new Signal.Reconcile());
    } catch (ValidationException e) {
      // one definition nobody can read must not keep the others from running
      LOG.atError()
          .addKeyValue("server", stored.id())
          .setCause(e)
          .log("a stored definition can't be read; the server is left out");
    }
  }

  private ServerActor admit(StoredServer kept) {
    ServerActor actor = actor(kept);
    shop.roster().add(actor);
    actor.begin();
    return actor;
  }

  private ServerActor actor(StoredServer kept) {
    return new ServerActor(Situation.resting(kept, shop.clock().now()), shop);
  }

  @Override
  public Server create(CallContext context, ServerDefinition definition) {
    List<Problem> problems = definition.problems();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return createAll(context, List.of(definition), DesiredState.STOPPED).getFirst();
  }

  private List<Server> createAll(
      CallContext context, List<ServerDefinition> definitions, DesiredState desired) {
    definitions.forEach(definition -> shop.references().requireUse(context, definition.launch()));
    lock.lock();
    try {
      requireOpen();
      List<StoredServer> fresh = new ArrayList<>();
      for (ServerDefinition definition : definitions) {
        ServerId id = ServerId.of(shop.ids().nextId());
        fresh.add(
            StoredServer.created(id, context.tenant(), definition, shop.clock().now())
                .withDesired(definition.enabled() ? desired : DesiredState.STOPPED));
      }
      List<ServerActor> actors = fresh.stream().map(this::actor).toList();
      List<Server> servers = actors.stream().map(ServerActor::snapshot).toList();
      ledger.create(context, fresh, () -> actors.forEach(shop.roster()::add));
      for (ServerActor actor : actors) {
        actor.begin();
        actor.signal(new Signal.Reconcile());
      }
      return servers;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Server> find(CallContext context, ServerId id) {
    return actor(context, id).map(Measured::snapshot);
  }

  @Override
  public Optional<Server> findByName(CallContext context, String name) {
    return shop.roster().find(context.tenant(), name).map(Measured::snapshot);
  }

  @Override
  public Server get(CallContext context, ServerId id) {
    return Measured.snapshot(require(context, id));
  }

  @Override
  public Page<Server> list(CallContext context, ServerQuery query) {
    return Listing.page(snapshotsOf(context), query);
  }

  @Override
  public Server copy(CallContext context, ServerId id, String newName) {
    return create(context, get(context, id).definition().withName(newName));
  }

  @Override
  public List<Problem> validate(CallContext context, ServerDefinition definition) {
    return validate(context, definition, other -> true);
  }

  @Override
  public List<Problem> validate(CallContext context, ServerId id, ServerDefinition definition) {
    Server present = get(context, id);
    return validate(context, definition, other -> !other.id().equals(present.id()));
  }

  private List<Problem> validate(
      CallContext context, ServerDefinition definition, Predicate<Server> another) {
    List<Problem> problems = new ArrayList<>(definition.problems());
    if (findByName(context, definition.name()).filter(another).isPresent()) {
      problems.addAll(ServerChanges.nameTaken().problems());
    }
    Optional<ServerRuntime> runtime = shop.runtimes().stream()
        .filter(candidate -> candidate.supports(definition.launch()))
        .findFirst();
    if (runtime.isEmpty()) {
      problems.add(
          new Problem("launch.kind", "no runtime can launch this kind", Problem.Code.UNSUPPORTED));
    } else if (definition.launch().problems().isEmpty()) {
      shop.references()
          .check(context.tenant(), definition.launch())
          .forEach(p -> problems.add(p.within("launch")));
      runtime.get().check(definition.launch()).forEach(p -> problems.add(p.within("launch")));
    }
    return List.copyOf(problems);
  }

  @Override
  public CommandResult execute(CallContext context, ServerId id, ServerCommand command)
      throws InterruptedException {
    requireOpen();
    if (command instanceof ServerCommand.Reconfigure change) {
      requireUse(context, id, change.definition());
    }
    var ticket = new PendingCommand(context, command, shop.clock().nanoTime());
    require(context, id).submit(ticket);
    return ticket.await(id);
  }

  /** Who may change what is launched with a secret could have it sent to themselves. */
  private void requireUse(CallContext context, ServerId id, ServerDefinition definition) {
    if (!definition.launch().equals(get(context, id).definition().launch())) {
      shop.references().requireUse(context, definition.launch());
    }
  }

  @Override
  public CommandCheck check(CallContext context, ServerId id, ServerCommand command) {
    ServerActor actor = require(context, id);
    try {
      requireOpen();
      CommandRules.decide(actor.situation(), command, shop.clock().now());
      return CommandCheck.POSSIBLE;
    } catch (McpManagerException e) {
      return CommandCheck.refused(e.code(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CommandResult undo(CallContext context, String correlationId) throws InterruptedException {
    return undo(context, correlationId, (server, inverse) -> {});
  }

  /**
   * Takes a command back as {@link #undo(CallContext, String)} does, unless that is refused.
   *
   * @param check throws if the command that takes it back may not be given to its server; nothing is done then
   */
  public CommandResult undo(
      CallContext context, String correlationId, BiConsumer<ServerId, ServerCommand> check)
      throws InterruptedException {
    UndoLog.Entry entry =
        shop.undo().find(context.tenant(), correlationId).orElseThrow(Supervisor::notUndoable);
    check.accept(entry.server(), entry.inverse());
    if (!shop.undo().take(correlationId, entry)) {
      throw notUndoable();
    }
    return execute(context, entry.server(), entry.inverse());
  }

  private static McpManagerException notUndoable() {
    return new McpManagerException(
        ErrorCode.COMMAND_NOT_FOUND,
        "none of the last commands has this correlation id and can be undone");
  }

  @Override
  public ImportReport importJson(CallContext context, String json) {
    Imported wanted = (context.tenant().equals(CallContext.DEFAULT_TENANT)
            ? imports
            : importsOfOthers)
        .read(json);
    List<ServerDefinition> fresh = wanted.definitions().stream()
        .filter(definition -> findByName(context, definition.name()).isEmpty())
        .toList();
    return wanted.report(createAll(context, fresh, DesiredState.RUNNING));
  }

  @Override
  public String exportJson(CallContext context) {
    return ImportJson.print(snapshotsOf(context)
        .map(Server::definition)
        .sorted(Comparator.comparing(ServerDefinition::name))
        .toList());
  }

  /** The running instance of a server and the connection to it, if there is one. */
  public Optional<Live> live(ServerId id) {
    return shop.roster().find(id).flatMap(ServerActor::live);
  }

  Collection<ServerActor> actors() {
    return shop.roster().all();
  }

  /** The server with this id in any tenant, if there is one. */
  public Optional<Server> snapshot(ServerId id) {
    return shop.roster().find(id).map(ServerActor::snapshot);
  }

  /** The server of a tenant with this name, if there is one. */
  public Optional<Server> snapshotByName(String tenant, String name) {
    return shop.roster().find(tenant, name).map(ServerActor::snapshot);
  }

  /** All servers of all tenants. */
  public Collection<Server> snapshots() {
    return shop.roster().all().stream().map(ServerActor::snapshot).toList();
  }

  /** Takes the health of one life of a server; that of an earlier life is ignored. */
  public void reportHealth(ServerId id, long generation, HealthReport report) {
    shop.roster()
        .find(id)
        .ifPresent(actor -> actor.signal(new Signal.HealthReported(generation, report)));
  }

  /** Has an unhealthy server restarted, unless that life is over or it has been restarted too often. */
  public void restartUnhealthy(ServerId id, long generation, String reason) {
    shop.roster()
        .find(id)
        .ifPresent(actor -> actor.signal(new Signal.Unhealthy(generation, reason)));
  }

  /** Refuses commands, ends all servers at the same time in one bounded span, and ends the threads. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    Collection<ServerActor> actors = shop.roster().all();
    Duration budget = CLOSE_MARGIN;
    for (ServerActor actor : actors) {
      Duration stopTimeout = actor.situation().definition().settings().stopTimeout();
      Duration needed = stopTimeout.multipliedBy(2).plus(CLOSE_MARGIN);
      budget = needed.compareTo(budget) > 0 ? needed : budget;
      actor.shutDown();
    }
    boolean interrupted = awaitEnd(actors, budget);
    shop.threads().shutdownNow();
    try {
      shop.threads().awaitTermination(THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the servers' threads; an interruption ends the waiting early. Returns whether there was one. */
  private static boolean awaitEnd(Collection<ServerActor> actors, Duration budget) {
    long deadline = System.nanoTime() + budget.toNanos();
    try {
      for (ServerActor actor : actors) {
        if (!actor.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
          LOG.atWarn().addKeyValue("server", actor.id()).log("a server did not end in time");
        }
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private Stream<Server> snapshotsOf(CallContext context) {
    return shop.roster().all().stream()
        .map(Measured::snapshot)
        .filter(server -> server.tenant().equals(context.tenant()));
  }

  private Optional<ServerActor> actor(CallContext context, ServerId id) {
    return shop.roster()
        .find(id)
        .filter(actor -> actor.situation().kept().tenant().equals(context.tenant()));
  }

  private ServerActor require(CallContext context, ServerId id) {
    return actor(context, id).orElseThrow(() -> new ServerNotFoundException(id.value()));
  }

  private void requireOpen() {
    if (closed) {
      throw new McpManagerException(
          ErrorCode.SHUTTING_DOWN, "the manager is stopping and takes no more commands");
    }
  }
}
