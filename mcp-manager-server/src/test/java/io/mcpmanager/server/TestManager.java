package io.mcpmanager.server;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
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
import io.mcpmanager.core.backup.StoreBackups;
import io.mcpmanager.core.bulk.BulkRunner;
import io.mcpmanager.core.diagnostics.Checks;
import io.mcpmanager.core.diagnostics.Examiner;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.guard.Guards;
import io.mcpmanager.core.health.HealthRecords;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.lifecycle.ServerLog;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.core.lifecycle.Traffic;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.policy.ToolPolicing;
import io.mcpmanager.core.secret.CredentialVault;
import io.mcpmanager.core.secret.Fleet;
import io.mcpmanager.core.secret.LaunchedValues;
import io.mcpmanager.core.secret.Redactor;
import io.mcpmanager.core.secret.SecretVault;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedRuntime;
import io.mcpmanager.testkit.SequentialIds;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real supervisor and event log over memory, scripted instances, and a gateway with one tool. */
public final class TestManager implements McpManager {

  public final ManualClock clock = new ManualClock();
  public final ScriptedRuntime runtime = new ScriptedRuntime();
  public final KeptLogs logs = new KeptLogs();
  private final InMemoryStore store = new InMemoryStore();
  private final EventLog events = new EventLog(store, clock, new SequentialIds());

  /** A store in memory has none; a test may put others in their place. */
  public volatile Backups backups = new StoreBackups(store, clock);

  private final StoredKeyring keyring = new StoredKeyring(store, null, clock);
  public final AuditTrail audit =
      new AuditTrail(store, keyring, AuditRetention.DEFAULT, null, clock);

  private final AccessControl access =
      new AccessControl(store, keyring, events, audit, clock, new SequentialIds(), List.of());
  public final ToolPolicing policing = new ToolPolicing(
      store,
      events,
      new Authorizer(audit::record),
      clock,
      new SequentialIds(),
      (tenant, text) -> text,
      tenant -> {});
  private final ScriptedCalls calls = new ScriptedCalls();
  private final OneToolGateway gateway = new OneToolGateway();
  private final Supervisor supervisor = new Supervisor(
      store,
      events,
      logs,
      List.of(runtime),
      TestManager::connect,
      clock,
      new SequentialIds(),
      () -> 0L,
      Map.of("TOKEN", "s3cret")::get);
  private final Examiner examiner = new Examiner(
      Checks.of(store, supervisor, () -> true, List.of(runtime), events, clock, List.of()), clock);

  private final HealthRecords health = new HealthRecords(supervisor, store.samples(), clock);

  private final Redactor redactor = new Redactor();
  private final Fleet fleet = new Fleet() {
    @Override
    public Collection<Server> servers() {
      return supervisor.snapshots();
    }

    @Override
    public BulkRun restart(CallContext context, List<ServerId> servers) {
      return bulk.begin(
          context,
          BulkRequest.of(
              BulkCommand.RESTART, servers.stream().map(ServerId::value).toList()));
    }

    @Override
    public String person(Principal principal) {
      return principal.id();
    }

    @Override
    public void credentialChanged(String tenant, String person, ServerId server) {
      // instances are scripted
    }
  };
  private final SecretVault secrets =
      new SecretVault(store, events, keyring, redactor, fleet, new LaunchedValues(), clock);
  private final CredentialVault credentials =
      new CredentialVault(store, events, keyring, redactor, fleet, clock);
  private final BulkRunner bulk = new BulkRunner(
      supervisor,
      (context, data) -> events.publish(context, null, null, data),
      clock,
      new SequentialIds());

  private static Connection connect(Life life, Duration timeout) {
    return new Ready();
  }

  @Override
  public Servers servers() {
    return supervisor;
  }

  @Override
  public BulkRuns bulk() {
    return bulk;
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public Policies policies() {
    return policing.policies();
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
  public ScriptedCalls calls() {
    return calls;
  }

  @Override
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public Access access() {
    return access.access();
  }

  @Override
  public Authentication authentication() {
    return access.authentication();
  }

  @Override
  public Audit audit() {
    return audit;
  }

  @Override
  public Events events() {
    return events;
  }

  /** As a check of the present life of a server would. */
  public void reportHealth(Server server, HealthReport report) {
    supervisor.reportHealth(server.id(), server.liveInstance().orElseThrow().generation(), report);
  }

  @Override
  public HealthRecords health() {
    return health;
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public Backups backups() {
    return new Backups() {
      @Override
      public Backup create(CallContext context) {
        return backups.create(context);
      }

      @Override
      public List<Backup> list(CallContext context, int limit) {
        return backups.list(context, limit);
      }

      @Override
      public InputStream read(CallContext context, String name) {
        return backups.read(context, name);
      }
    };
  }

  @Override
  public void checkReady() {
    store.check();
  }

  @Override
  public HostTasks hostTasks() {
    return new Guards(new Authorizer((context, action, thing, result, details) -> {}), supervisor)
        .hostTasks();
  }

  @Override
  public Diagnostics diagnostics() {
    return examiner;
  }

  @Override
  public McpManager start() {
    supervisor.start();
    return this;
  }

  @Override
  public void close() {
    bulk.close();
    supervisor.close();
    health.close();
    events.close();
    store.close();
  }

  private static final class Ready implements Connection {

    private final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public String protocolRevision() {
      return "2025-11-25";
    }

    @Override
    public String serverName() {
      return "scripted";
    }

    @Override
    public String serverVersion() {
      return "1";
    }

    @Override
    public Duration ping(Duration timeout) {
      return Duration.ofMillis(1);
    }

    @Override
    public Traffic traffic(Duration patience) {
      return Traffic.NONE;
    }

    @Override
    public CompletableFuture<String> closed() {
      return closed;
    }

    @Override
    public void close() {
      closed.complete("closed");
    }
  }

  public static final class KeptLogs implements Logs, ServerLog {

    private final List<LogLine> lines = new CopyOnWriteArrayList<>();

    @Override
    public void append(ServerId server, LogStream stream, String line) {
      lines.add(
          new LogLine(lines.size() + 1, server, ManualClock.START, stream, LogLevel.INFO, line));
    }

    @Override
    public void limits(ServerId server, LogLimits limits) {}

    @Override
    public void forget(ServerId server) {}

    @Override
    public List<LogLine> after(
        CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
      return lines.stream()
          .filter(line -> line.server().equals(server) && line.sequence() > sequence)
          .filter(filter::matches)
          .limit(limit)
          .toList();
    }

    @Override
    public List<LogLine> before(
        CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
      var newestFirst = new ArrayList<>(lines);
      newestFirst.sort(Comparator.comparing(LogLine::sequence).reversed());
      return newestFirst.stream()
          .filter(line -> line.server().equals(server) && line.sequence() < sequence)
          .filter(filter::matches)
          .limit(limit)
          .toList();
    }

    @Override
    public long dropped(CallContext context, ServerId server) {
      return 0;
    }

    @Override
    public long dropped(CallContext context) {
      return 0;
    }

    @Override
    public Subscription follow(
        CallContext context, ServerId server, LogFilter filter, LogListener listener) {
      return () -> {};
    }
  }
}
