package io.mcpmanager;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventRetention;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.access.AccessControl;
import io.mcpmanager.core.audit.AuditTrail;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.backup.StoreBackups;
import io.mcpmanager.core.bulk.BulkRunner;
import io.mcpmanager.core.diagnostics.Checks;
import io.mcpmanager.core.diagnostics.Examiner;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.event.EventPruner;
import io.mcpmanager.core.gateway.Directory;
import io.mcpmanager.core.gateway.GatewayLimits;
import io.mcpmanager.core.gateway.McpGateway;
import io.mcpmanager.core.gateway.SessionJournal;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.guard.Guards;
import io.mcpmanager.core.health.HealthMonitor;
import io.mcpmanager.core.health.HealthRecords;
import io.mcpmanager.core.hook.Hooks;
import io.mcpmanager.core.install.NpmPackages;
import io.mcpmanager.core.lifecycle.Reconciler;
import io.mcpmanager.core.lifecycle.ServerLog;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.core.log.LogPipeline;
import io.mcpmanager.core.policy.ToolPolicing;
import io.mcpmanager.core.process.ProcessRuntime;
import io.mcpmanager.core.process.StdioChannels;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.remote.HttpChannels;
import io.mcpmanager.core.remote.RemoteRuntime;
import io.mcpmanager.core.secret.KeyCheck;
import io.mcpmanager.core.secret.Redactor;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.SecretProvider;
import io.mcpmanager.spi.ServerRuntime;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rooms, wired. Started in the order in which they need each other, closed in reverse. */
final class EmbeddedManager implements McpManager {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedManager.class);

  private final Store store;
  private final ManagerClock clock;
  private final List<ServerRuntime> runtimes;
  private final List<AutoCloseable> hooks;
  private final StoredKeyring keyring;
  private final AccessControl access;
  private final List<HttpClientPool> httpClients = new ArrayList<>();
  private final EventLog events;
  private final EventPruner pruner;
  private final AuditTrail audit;
  private final StoreBackups backups;
  private final LogPipeline logs;
  private final SecretWiring secrets;
  private final ToolPolicing policing;
  private final McpGateway gateway;
  private final SessionJournal journal;
  private final Supervisor supervisor;
  private final Reconciler reconciler;
  private final HealthRecords health;
  private final HealthMonitor monitor;
  private final Examiner examiner;
  private final BulkRunner bulk;
  private final Guards guards;
  private final Servers guardedServers;
  private final CallContext self;

  /** Guards what follows; held while starting and closing, which exclude each other. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile boolean started;
  private volatile boolean closing;
  private boolean closed;

  EmbeddedManager(
      Store store,
      @Nullable KeySource keySource,
      Map<String, SecretProvider> secretProviders,
      List<ServerRuntime> addedRuntimes,
      EventRetention retention,
      AuditRetention auditRetention,
      @Nullable Path auditAnchors,
      List<DiagnosticCheck> addedChecks,
      Map<String, String> environment,
      ManagerLimits limits,
      Outbound outbound,
      AccessPolicy accessPolicy,
      List<GatewayInterceptor> interceptors,
      @Nullable Path packages,
      ManagerClock clock,
      IdSource ids,
      RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    keyring = new StoredKeyring(store, keySource, clock);
    hooks = new ArrayList<>(interceptors);
    hooks.addAll(secretProviders.values());
    hooks.add(accessPolicy);
    self = CallContext.system("manager-" + ids.nextId());
    var destinations = new Destinations(outbound.privateAddresses(), outbound.allowedHosts());
    HttpChannels here = channels(destinations.withThisMachine(), limits);
    runtimes = new ArrayList<>(addedRuntimes);
    var processes =
        new ProcessRuntime(environment, here::whenReady, clock, limits.maxMessageBytes());
    runtimes.add(
        packages == null ? processes : NpmPackages.before(processes, packages, environment));
    runtimes.add(new RemoteRuntime(channels(destinations, limits)));
    var redactor = new Redactor();
    events = new EventLog(store, clock, ids, redactor::redact);
    audit = new AuditTrail(store, keyring, auditRetention, auditAnchors, clock);
    secrets = new SecretWiring(store, events, keyring, redactor, secretProviders, clock);
    Auditor auditor = secrets.redacted(audit);
    access = new AccessControl(
        store,
        keyring,
        events,
        auditor,
        clock,
        ids,
        List.of(new AuditOfPersons(audit.erasure()), secrets.personal()));
    audit.use(access::nameOf);
    pruner = new EventPruner(store.events(), retention, clock);
    backups = new StoreBackups(store, clock);
    logs = new LogPipeline(store.logs(), clock, this::exists);
    var authorizer = new Authorizer(auditor::record);
    policing = new ToolPolicing(
        store, events, authorizer, clock, ids, secrets.redaction()::text, this::rulesChanged);
    gateway = new McpGateway(
        (context, server, name, data) -> {
          writeDown(authorizer, context, name, data);
          events.publish(context, server, name, data);
        },
        (server, stream, level, text) ->
            logs.append(server, stream, level, secrets.redact(server, text)),
        clock,
        ids,
        new ClientIdentity("mcp-manager", Version.TEXT),
        new GatewayLimits(
            limits.maxSessions(),
            limits.sessionIdle(),
            limits.maxSessionCalls(),
            limits.maxParkedCalls(),
            GatewayLimits.DEFAULT.pageSize()),
        accessPolicy,
        policing,
        new Hooks(interceptors, clock),
        secrets.redaction());
    supervisor = new Supervisor(
        store,
        events,
        new Lines(),
        runtimes,
        gateway,
        clock,
        ids,
        random,
        environment::get,
        secrets);
    gateway.use(new Names());
    journal = new SessionJournal(store.sessions(), this::commit, clock, limits.maxSessions());
    reconciler = new Reconciler(supervisor, clock);
    health = new HealthRecords(supervisor, store.samples(), clock);
    guards = new Guards(authorizer, supervisor);
    guardedServers = guards.servers(supervisor, supervisor::undo);
    monitor = new HealthMonitor(supervisor, clock, health, destinations);
    bulk = new BulkRunner(
        guardedServers, (context, data) -> events.publish(context, null, null, data), clock, ids);
    secrets.use(supervisor, gateway, bulk, access);
    supervisor.addListener(gateway);
    supervisor.addListener(secrets);
    supervisor.addListener(monitor);
    var provisions = new Provisions(
        clock,
        new StdioChannels(limits.maxMessageBytes()),
        channels(Destinations.ANY, limits),
        reconciler::lookSoon);
    runtimes.forEach(runtime -> runtime.initialize(provisions));
    var checks = new ArrayList<>(addedChecks);
    checks.add(new KeyCheck(keyring));
    examiner = new Examiner(
        Checks.of(store, supervisor, () -> started, runtimes, events, clock, checks), clock);
  }

  private HttpChannels channels(Destinations destinations, ManagerLimits limits) {
    var client = new HttpClientPool(HttpClientLimits.DEFAULT, destinations, clock::nanoTime);
    httpClients.add(client);
    return new HttpChannels(client, clock, limits.maxMessageBytes());
  }

  @Override
  public Servers servers() {
    return guardedServers;
  }

  @Override
  public BulkRuns bulk() {
    return guards.bulk(bulk);
  }

  @Override
  public Calls calls() {
    return guards.calls(gateway.calls());
  }

  @Override
  public Gateway gateway() {
    return guards.gateway(gateway);
  }

  @Override
  public Policies policies() {
    return policing.policies();
  }

  @Override
  public Access access() {
    return access.access();
  }

  @Override
  public Pins pins() {
    return policing.pins();
  }

  @Override
  public Approvals approvals() {
    return policing.approvals();
  }

  @Override
  public Authentication authentication() {
    return access.authentication();
  }

  @Override
  public Events events() {
    return guards.events(events);
  }

  @Override
  public Audit audit() {
    return guards.audit(audit);
  }

  @Override
  public Logs logs() {
    return guards.logs(logs);
  }

  @Override
  public Secrets secrets() {
    return guards.secrets(secrets.secrets());
  }

  @Override
  public Credentials credentials() {
    return guards.credentials(secrets.credentials());
  }

  @Override
  public Backups backups() {
    return guards.backups(backups);
  }

  @Override
  public void checkReady() {
    if (!started || closing) {
      throw new McpManagerException(
          ErrorCode.SHUTTING_DOWN, "the manager " + (closing ? "stops" : "has not been started"));
    }
    store.check();
    runtimes.forEach(ServerRuntime::checkReady);
  }

  @Override
  public Health health() {
    return guards.health(health);
  }

  @Override
  public Diagnostics diagnostics() {
    return guards.diagnostics(examiner);
  }

  @Override
  public HostTasks hostTasks() {
    return guards.hostTasks();
  }

  @Override
  public McpManager start() {
    lock.lock();
    try {
      if (!started && !closed) {
        keyring.open();
        gateway.keepSessions(journal);
        supervisor.start();
        reconciler.start();
        pruner.start();
        access.start();
        audit.start();
        started = true;
        say("started");
      }
      return this;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closing = true;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (started) {
        say("stopping");
      }
      var parts = new ArrayList<AutoCloseable>(List.of(
          pruner, bulk, examiner, gateway, journal, monitor, reconciler, supervisor, health));
      parts.addAll(runtimes);
      parts.addAll(hooks);
      parts.addAll(httpClients);
      parts.addAll(List.of(logs, access, audit, events, store));
      if (clock instanceof AutoCloseable owned) {
        parts.add(owned);
      }
      // one that fails must not leave the others, and what they run, behind
      parts.forEach(EmbeddedManager::closeQuietly);
    } finally {
      lock.unlock();
    }
  }

  /** A manager that can't write that it starts or stops still starts or stops. */
  private void say(String change) {
    try {
      events.publish(self, null, null, new EventData.ManagerChanged(change));
    } catch (McpManagerException e) {
      LOG.atWarn().setCause(e).log("the manager's own life could not be written to the event log");
    }
  }

  /** What the gateway has denied is a matter of the audit trail too. */
  private static void writeDown(
      Authorizer authorizer, CallContext context, @Nullable String server, EventData data) {
    if (data instanceof EventData.AccessDenied denied) {
      authorizer.refused(
          context,
          "gateway.call",
          "server:" + server,
          Map.of(
              "method", denied.method(),
              "target", denied.target(),
              "client", denied.client(),
              "reason", denied.reason(),
              "times", String.valueOf(denied.times())));
    }
  }

  private void commit(CallContext context, StoreChange change, List<EventData> data) {
    var changes = new ArrayList<StoreChange>();
    changes.add(change);
    data.forEach(event -> changes.add(events.draft(context, null, null, event)));
    List<EventRecord> ignored = store.commit(changes);
  }

  private void rulesChanged(String tenant) {
    gateway.rulesChanged(tenant);
  }

  private static void closeQuietly(AutoCloseable owned) {
    try {
      owned.close();
    } catch (Exception e) {
      LOG.atWarn().setCause(e).log("a part of the manager could not be closed");
    }
  }

  private boolean exists(CallContext context, ServerId id) {
    return supervisor.find(context, id).isPresent();
  }

  /** Where the gateway looks servers up. */
  private final class Names implements Directory {

    @Override
    public Optional<Server> byId(ServerId id) {
      return supervisor.snapshot(id);
    }

    @Override
    public Optional<Server> byName(String tenant, String name) {
      return supervisor.snapshotByName(tenant, name);
    }
  }

  /** Where the lifecycle puts what servers write. */
  private final class Lines implements ServerLog {

    @Override
    public void append(ServerId server, LogStream stream, String line) {
      logs.append(server, stream, line);
    }

    @Override
    public void limits(ServerId server, LogLimits limits) {
      logs.limits(server, limits);
    }

    @Override
    public void forget(ServerId server) {
      logs.forget(server);
    }
  }
}
