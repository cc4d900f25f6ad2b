package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Policies;
import io.mcpmanager.api.secret.Credentials;
import io.mcpmanager.api.secret.Secrets;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.Servers;
import java.util.Set;

/**
 * Everything that can be done through a driving port, and the permission it needs. A method of a port that no row names
 * fails a test.
 */
@SuppressWarnings("ImmutableEnumChecker") // records and copied sets, which nothing changes
public enum Operation {
  READ_SERVERS(
      "servers.read",
      Kind.READ,
      Area.SERVERS,
      Action.READ,
      Servers.class,
      "find",
      "findByName",
      "get",
      "list",
      "check"),
  VALIDATE_SERVER(
      "servers.validate", Kind.READ, Area.SERVERS, Action.WRITE, Servers.class, "validate"),
  CREATE_SERVER("servers.create", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "create"),
  COPY_SERVER("servers.copy", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "copy"),
  START_SERVER(
      "servers.start", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, Servers.class, "execute"),
  STOP_SERVER("servers.stop", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, Servers.class, "execute"),
  RESTART_SERVER(
      "servers.restart", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, Servers.class, "execute"),
  ENTER_MAINTENANCE(
      "servers.enter-maintenance",
      Kind.CHANGE,
      Area.SERVERS,
      Action.EXECUTE,
      Servers.class,
      "execute"),
  LEAVE_MAINTENANCE(
      "servers.leave-maintenance",
      Kind.CHANGE,
      Area.SERVERS,
      Action.EXECUTE,
      Servers.class,
      "execute"),
  ENABLE_SERVER(
      "servers.enable", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "execute"),
  DISABLE_SERVER(
      "servers.disable", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "execute"),
  RECONFIGURE_SERVER(
      "servers.reconfigure", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "execute"),
  DELETE_SERVER(
      "servers.delete", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "execute"),
  /** Needs besides what the command needs that takes the other back. */
  UNDO_COMMAND("servers.undo", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, Servers.class, "undo"),
  /** Needs {@link #START_SERVER} besides, for what is imported is started. */
  IMPORT_SERVERS(
      "servers.import", Kind.CHANGE, Area.SERVERS, Action.WRITE, Servers.class, "importJson"),
  EXPORT_SERVERS(
      "servers.export", Kind.EXPORT, Area.SERVERS, Action.EXPORT, Servers.class, "exportJson"),

  /** Needs what the command needs that is given to each server. */
  BEGIN_BULK_RUN("bulk.begin", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, BulkRuns.class, "begin"),
  UNDO_BULK_RUN("bulk.undo", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, BulkRuns.class, "undo"),
  CANCEL_BULK_RUN(
      "bulk.cancel", Kind.CHANGE, Area.SERVERS, Action.EXECUTE, BulkRuns.class, "cancel"),
  READ_BULK_RUNS(
      "bulk.read",
      Kind.READ,
      Area.SERVERS,
      Action.READ,
      BulkRuns.class,
      "find",
      "get",
      "list",
      "await"),

  READ_LOGS(
      "logs.read",
      Kind.READ,
      Area.SERVERS,
      Action.READ,
      Logs.class,
      "after",
      "before",
      "dropped",
      "follow"),
  /** The lines dropped of all tenants' servers together. */
  COUNT_DROPPED_LINES("logs.count", Kind.READ, Logs.class, "dropped"),
  READ_HEALTH(
      "health.read",
      Kind.READ,
      Area.SERVERS,
      Action.READ,
      Health.class,
      "current",
      "history",
      "overview",
      "onCheck"),
  READ_EVENTS(
      "events.read",
      Kind.READ,
      Area.EVENTS,
      Action.READ,
      Events.class,
      "after",
      "before",
      "latestSequence",
      "oldestSequence",
      "subscribe",
      "on"),

  /** To be served at all; what is asked of servers needs permissions of its own. */
  CONNECT(
      "gateway.connect",
      Kind.READ,
      Area.PROXY,
      Action.EXECUTE,
      Gateway.class,
      "connect",
      "open",
      "openLasting",
      "session",
      "exchange"),
  READ_CLIENTS("gateway.clients", Kind.READ, Area.PROXY, Action.READ, Gateway.class, "clients"),
  END_CLIENT("gateway.end-client", Kind.CHANGE, Area.PROXY, Action.WRITE, Gateway.class, "end"),
  READ_CATALOG("gateway.catalog", Kind.READ, Area.TOOLS, Action.READ, Gateway.class, "catalog"),
  READ_POLICY("policy.read", Kind.READ, Area.PROXY, Action.READ, Policies.class, "get", "explain"),
  CHANGE_POLICY("policy.change", Kind.CHANGE, Area.PROXY, Action.WRITE, Policies.class, "replace"),
  READ_PINS("pins.read", Kind.READ, Area.PROXY, Action.READ, Pins.class, "list"),
  APPROVE_PINS("pins.approve", Kind.CHANGE, Area.PROXY, Action.WRITE, Pins.class, "approve"),
  READ_HELD_CALLS("held.read", Kind.READ, Area.PROXY, Action.READ, Approvals.class, "held"),
  APPROVE_HELD_CALL(
      "held.approve", Kind.CHANGE, Area.PROXY, Action.WRITE, Approvals.class, "approve"),
  DENY_HELD_CALL("held.deny", Kind.CHANGE, Area.PROXY, Action.WRITE, Approvals.class, "deny"),
  READ_CALLS(
      "calls.read",
      Kind.READ,
      Area.PROXY,
      Action.READ,
      Calls.class,
      "latest",
      "statistics",
      "onCall"),

  LIST_SECRETS("secrets.list", Kind.READ, Area.SECRETS, Action.READ, Secrets.class, "list", "get"),
  SET_SECRET("secrets.set", Kind.CHANGE, Area.SECRETS, Action.WRITE, Secrets.class, "put"),
  DELETE_SECRET("secrets.delete", Kind.CHANGE, Area.SECRETS, Action.WRITE, Secrets.class, "delete"),
  /** Needs {@link #RESTART_SERVER} of each server besides. */
  APPLY_SECRET("secrets.apply", Kind.CHANGE, Area.SECRETS, Action.READ, Secrets.class, "apply"),
  ROTATE_KEY("secrets.rotate-key", Kind.CHANGE, Secrets.class, "rotateKey"),
  /** One's own only, and so for everybody who may call servers. */
  LIST_CREDENTIALS(
      "credentials.list", Kind.READ, Area.PROXY, Action.EXECUTE, Credentials.class, "list"),
  SET_CREDENTIAL(
      "credentials.set", Kind.CHANGE, Area.PROXY, Action.EXECUTE, Credentials.class, "put"),
  DELETE_CREDENTIAL(
      "credentials.delete", Kind.CHANGE, Area.PROXY, Action.EXECUTE, Credentials.class, "delete"),

  READ_AUDIT(
      "audit.read",
      Kind.READ,
      Area.AUDIT,
      Action.READ,
      Audit.class,
      "after",
      "before",
      "verify",
      "anchors"),
  EXPORT_AUDIT("audit.export", Kind.EXPORT, Area.AUDIT, Action.EXPORT, Audit.class, "export"),
  VERIFY_AUDIT("audit.verify", Kind.READ, Audit.class, "verifyAll"),
  EXAMINE("diagnostics.examine", Kind.READ, Diagnostics.class, "examine"),
  DUMP_THREADS("diagnostics.threads", Kind.EXPORT, Diagnostics.class, "threadDump"),
  CREATE_BACKUP("backups.create", Kind.CHANGE, Backups.class, "create"),
  LIST_BACKUPS("backups.list", Kind.READ, Backups.class, "list"),
  READ_BACKUP("backups.read", Kind.EXPORT, Backups.class, "read"),
  // users and roles; what is finer than these rows, such as that nobody gives what they do not
  // have, the port checks itself
  LIST_USERS("users.list", Kind.READ, Area.USERS, Action.READ, Access.class, "users"),
  READ_USER("users.read", Kind.READ, Area.USERS, Action.READ, Access.class, "user"),
  CREATE_USER("users.create", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "createUser"),
  UPDATE_USER("users.update", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "changeUser"),
  DELETE_USER("users.delete", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "deleteUser"),
  INVITE_USER("users.invite", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "inviteUser"),
  LIST_ROLES("roles.list", Kind.READ, Area.USERS, Action.READ, Access.class, "roles"),
  PUT_ROLE("roles.put", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "putRole"),
  DELETE_ROLE("roles.delete", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "deleteRole"),
  ERASE_PERSON("people.erase", Kind.CHANGE, Area.USERS, Action.WRITE, Access.class, "erasePerson"),
  READ_ONESELF("users.me", Kind.READ, Area.USERS, Action.READ, Reach.OTHERS, Access.class, "me"),
  CHANGE_PASSWORD(
      "users.password",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "changePassword"),
  CHANGE_SECOND_FACTOR(
      "users.second-factor",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "beginSecondFactor",
      "confirmSecondFactor",
      "endSecondFactor"),
  LIST_API_KEYS(
      "keys.list", Kind.READ, Area.USERS, Action.READ, Reach.OTHERS, Access.class, "keys"),
  CREATE_API_KEY(
      "keys.create",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "createKey"),
  ROTATE_API_KEY(
      "keys.rotate",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "rotateKey"),
  REVOKE_API_KEY(
      "keys.revoke",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "revokeKey"),
  LIST_SESSIONS(
      "sessions.list", Kind.READ, Area.USERS, Action.READ, Reach.OTHERS, Access.class, "sessions"),
  END_SESSION(
      "sessions.end",
      Kind.CHANGE,
      Area.USERS,
      Action.WRITE,
      Reach.OTHERS,
      Access.class,
      "endSession"),
  EXPORT_PERSON(
      "people.export",
      Kind.EXPORT,
      Area.USERS,
      Action.READ,
      Reach.OTHERS,
      Access.class,
      "exportPerson"),
  ROLL_SIGNING_KEY("signing-key.roll", Kind.CHANGE, Access.class, "rollSigningKey"),
  /** Its name in the audit trail is given by who performs it. */
  HOST_TASK("host", Kind.CHANGE, HostTasks.class, "check", "perform"),
  /** Figures about the manager and the default tenant's servers. */
  READ_FIGURES(
      "metrics.read",
      Kind.READ,
      Area.ANALYTICS,
      Action.READ,
      Reach.HOST,
      HostTasks.class,
      "checkFigures");

  /** What an operation does. */
  public enum Kind {
    /** It looks; only refusals are audited. */
    READ,
    /** It changes something; always audited. */
    CHANGE,
    /** It takes much out; always audited. */
    EXPORT
  }

  /** Whose things an operation's permission is about. */
  public enum Reach {
    /** All in the tenant. */
    EVERYBODY,
    /** Those of others; with what is their own people may do it without. */
    OTHERS,
    /** Those of the host and so of all tenants; it may be done in the default tenant only. */
    HOST
  }

  private final String text;
  private final Kind kind;
  private final Reach reach;
  private final Permission permission;
  private final Class<?> port;
  private final Set<String> methods;

  Operation(String text, Kind kind, Area area, Action action, Class<?> port, String... methods) {
    this(text, kind, Permission.of(area, action), Reach.EVERYBODY, port, methods);
  }

  Operation(
      String text,
      Kind kind,
      Area area,
      Action action,
      Reach reach,
      Class<?> port,
      String... methods) {
    this(text, kind, Permission.of(area, action), reach, port, methods);
  }

  /** One that concerns all tenants. */
  Operation(String text, Kind kind, Class<?> port, String... methods) {
    this(text, kind, Permission.ADMIN, Reach.HOST, port, methods);
  }

  Operation(
      String text,
      Kind kind,
      Permission permission,
      Reach reach,
      Class<?> port,
      String... methods) {
    this.text = text;
    this.kind = kind;
    this.reach = reach;
    this.permission = permission;
    this.port = port;
    this.methods = Set.of(methods);
  }

  /** Giving a server this command. */
  static Operation of(ServerCommand command) {
    return switch (command) {
      case ServerCommand.Start ignored -> START_SERVER;
      case ServerCommand.Stop ignored -> STOP_SERVER;
      case ServerCommand.Restart ignored -> RESTART_SERVER;
      case ServerCommand.EnterMaintenance ignored -> ENTER_MAINTENANCE;
      case ServerCommand.LeaveMaintenance ignored -> LEAVE_MAINTENANCE;
      case ServerCommand.Enable ignored -> ENABLE_SERVER;
      case ServerCommand.Disable ignored -> DISABLE_SERVER;
      case ServerCommand.Reconfigure ignored -> RECONFIGURE_SERVER;
      case ServerCommand.Delete ignored -> DELETE_SERVER;
    };
  }

  /** Its name in the audit trail, such as {@code servers.create}. */
  public String text() {
    return text;
  }

  /** What it does. */
  public Kind kind() {
    return kind;
  }

  /** What it needs, of everything in the area; where it is about one server, of that server is enough. */
  public Permission permission() {
    return permission;
  }

  /** Whose things the permission is about. */
  public Reach reach() {
    return reach;
  }

  /** Whether it concerns the host and so all tenants, and may be done in the default tenant only. */
  public boolean concernsHost() {
    return reach == Reach.HOST;
  }

  /** The driving port it is done through. */
  public Class<?> port() {
    return port;
  }

  /** The names of the methods by which it is done. */
  public Set<String> methods() {
    return methods;
  }
}
