package io.mcpmanager;

import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.bulk.BulkCommand;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkRun;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.access.AccessControl;
import io.mcpmanager.core.access.PersonalRecords;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.gateway.McpGateway;
import io.mcpmanager.core.gateway.Redaction;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.lifecycle.LaunchReferences;
import io.mcpmanager.core.lifecycle.LifecycleListener;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.core.secret.CredentialVault;
import io.mcpmanager.core.secret.Fleet;
import io.mcpmanager.core.secret.LaunchSecrets;
import io.mcpmanager.core.secret.LaunchedValues;
import io.mcpmanager.core.secret.Redactor;
import io.mcpmanager.core.secret.SecretVault;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.SecretProvider;
import io.mcpmanager.spi.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the room of secrets together with the servers, which come after it and which it has to know of. */
final class SecretWiring implements Fleet, LaunchReferences, LifecycleListener {

  private static final Logger LOG = LoggerFactory.getLogger(SecretWiring.class);

  private final Redactor redactor;
  private final LaunchedValues launched = new LaunchedValues();
  private final SecretVault secrets;
  private final CredentialVault credentials;
  private final LaunchSecrets launches;
  private @Nullable Supervisor supervisor;
  private @Nullable McpGateway gateway;
  private @Nullable BulkRuns bulk;
  private @Nullable AccessControl access;

  SecretWiring(
      Store store,
      EventLog events,
      StoredKeyring keyring,
      Redactor redactor,
      Map<String, SecretProvider> providers,
      ManagerClock clock) {
    this.redactor = redactor;
    secrets = new SecretVault(store, events, keyring, redactor, this, launched, clock);
    credentials = new CredentialVault(store, events, keyring, redactor, this, clock);
    launches = new LaunchSecrets(secrets, credentials, providers, redactor, launched);
  }

  /** Called once, before anything is started. */
  void use(
      Supervisor newSupervisor, McpGateway newGateway, BulkRuns newBulk, AccessControl newAccess) {
    access = newAccess;
    supervisor = newSupervisor;
    gateway = newGateway;
    bulk = newBulk;
  }

  SecretVault secrets() {
    return secrets;
  }

  CredentialVault credentials() {
    return credentials;
  }

  /** A line of a server's log without secrets. */
  String redact(ServerId server, String line) {
    return Objects.requireNonNull(supervisor)
        .snapshot(server)
        .map(known -> redactor.redact(known.tenant(), line))
        .orElseGet(() -> redactor.redact(line));
  }

  @Override
  public Collection<Server> servers() {
    return Objects.requireNonNull(supervisor).snapshots();
  }

  @Override
  public void ready(Server server, Connection connection) {
    // what it was launched with is known since then
  }

  @Override
  public void gone(Server server) {
    // it may come back
  }

  @Override
  public void deleted(Server server) {
    launched.forget(server.id());
    boolean wanted = SecretReference.in(server.definition().launch()).stream()
        .anyMatch(reference -> reference.kind() == SecretReference.Kind.CREDENTIAL);
    if (wanted) {
      // the server's own thread must not wait for the store
      var ignored =
          Thread.ofVirtual().name("mcp-credentials").start(() -> forgetCredentials(server));
    }
  }

  private void forgetCredentials(Server server) {
    var context = new CallContext(
        Principal.SYSTEM, server.tenant(), "deleted-" + server.id().value());
    try {
      credentials.forget(context, server.id());
    } catch (McpManagerException e) {
      LOG.atWarn()
          .addKeyValue("server", server.id())
          .setCause(e)
          .log("credentials for a deleted server could not be deleted; nothing can use them");
    }
  }

  @Override
  public BulkRun restart(CallContext context, List<ServerId> servers) {
    return Objects.requireNonNull(bulk)
        .begin(
            context,
            BulkRequest.of(
                BulkCommand.RESTART, servers.stream().map(ServerId::value).toList()));
  }

  @Override
  public String person(Principal principal) {
    return Objects.requireNonNull(access).owner(principal).orElseGet(principal::id);
  }

  @Override
  public void credentialChanged(String tenant, String person, ServerId server) {
    Objects.requireNonNull(gateway)
        .credentialChanged(tenant, principal -> person(principal).equals(person), server);
  }

  /** An auditor that takes known secrets out of what it writes: arguments and URLs of definitions may hold some. */
  Auditor redacted(Auditor auditor) {
    return (context, action, target, result, details) -> {
      var told = new HashMap<String, String>();
      details.forEach((name, text) -> told.put(name, redactor.redact(context.tenant(), text)));
      auditor.record(context, action, target, result, told);
    };
  }

  /** Takes secrets out of what passes the gateway. */
  Redaction redaction() {
    return new Redaction() {
      @Override
      public String text(String tenant, String text) {
        return redactor.redact(tenant, text);
      }

      @Override
      public Optional<byte[]> json(String tenant, byte[] message) {
        return redactor.redactJson(tenant, message);
      }
    };
  }

  /** What is kept of people here. */
  PersonalRecords personal() {
    return new CredentialRecords(credentials);
  }

  @Override
  public List<Problem> check(String tenant, Launch launch) {
    return launches.check(tenant, launch);
  }

  @Override
  public void requireUse(CallContext context, Launch launch) {
    for (SecretReference reference : SecretReference.in(launch)) {
      if (reference.kind() == SecretReference.Kind.SECRET
          && !context.grants().allows(Area.SECRETS, Action.EXECUTE, reference.name())) {
        throw new AccessDeniedException("secrets:execute:" + reference.name());
      }
    }
  }

  @Override
  public Launch resolve(String tenant, ServerId server, @Nullable Principal caller, Launch launch) {
    return launches.resolve(tenant, server, caller, launch);
  }

  @Override
  public String redact(String tenant, String text) {
    return redactor.redact(tenant, text);
  }
}
