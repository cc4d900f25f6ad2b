package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.api.server.Servers;

/** Puts a guard before each driving port that does not guard itself. */
public final class Guards {

  private final Authorizer authorizer;
  private final ServerRights rights;

  /**
   * Guards by these rules.
   *
   * @param servers all of them, to look up what they are called
   */
  public Guards(Authorizer authorizer, Servers servers) {
    this.authorizer = authorizer;
    this.rights = new ServerRights(authorizer, servers);
  }

  /** Guards the servers. */
  public Servers servers(Servers servers, Undoing undoing) {
    return new GuardedServers(servers, undoing, authorizer, rights);
  }

  /** Guards commands over many servers, which are given through the guarded servers. */
  public BulkRuns bulk(BulkRuns runs) {
    return new GuardedBulkRuns(runs, authorizer);
  }

  /** Guards the events. */
  public Events events(Events events) {
    return new GuardedEvents(events, authorizer);
  }

  /** Guards the audit trail. */
  public Audit audit(Audit audit) {
    return new GuardedAudit(audit, authorizer);
  }

  /** Guards what servers write. */
  public Logs logs(Logs logs) {
    return new GuardedLogs(logs, authorizer, rights);
  }

  /** Guards how well servers are. */
  public Health health(Health health) {
    return new GuardedHealth(health, authorizer, rights);
  }

  /** Guards the gateway. */
  public Gateway gateway(Gateway gateway) {
    return new GuardedGateway(gateway, authorizer, rights);
  }

  /** Guards what the gateway carried. */
  public Calls calls(Calls calls) {
    return new GuardedCalls(calls, authorizer, rights);
  }

  /** Guards diagnostics. */
  public Diagnostics diagnostics(Diagnostics diagnostics) {
    return new GuardedDiagnostics(diagnostics, authorizer);
  }

  /** Guards secrets. */
  public Secrets secrets(Secrets secrets) {
    return new GuardedSecrets(secrets, authorizer, rights);
  }

  /** Guards users' own credentials. */
  public Credentials credentials(Credentials credentials) {
    return new GuardedCredentials(credentials, authorizer, rights);
  }

  /** Guards backups. */
  public Backups backups(Backups backups) {
    return new GuardedBackups(backups, authorizer);
  }

  /** Guards what a program around the manager does. */
  public HostTasks hostTasks() {
    return new GuardedHostTasks(authorizer);
  }
}
