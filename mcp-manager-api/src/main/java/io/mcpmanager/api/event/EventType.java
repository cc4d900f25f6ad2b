package io.mcpmanager.api.event;

/** The kinds of events. */
public enum EventType {
  /** A server was created. */
  SERVER_CREATED("server.created", EventCategory.CONFIGURATION),
  /** A server's definition changed. */
  SERVER_UPDATED("server.updated", EventCategory.CONFIGURATION),
  /** A server was deleted. */
  SERVER_DELETED("server.deleted", EventCategory.CONFIGURATION),
  /** A server moved to another state. */
  STATE_CHANGED("server.state", EventCategory.STATE),
  /** The package that a server's launch needs was installed. */
  INSTALLED("server.installed", EventCategory.STATE),
  /** What is observed of a server differed from what is desired, and something was done about it. */
  RECONCILED("server.reconciled", EventCategory.STATE),
  /** A server answers nothing any more although it has not ended. */
  WEDGED("server.wedged", EventCategory.HEALTH),
  /** A wedged server answers again. */
  UNWEDGED("server.unwedged", EventCategory.HEALTH),
  /** A server's health changed. */
  HEALTH_CHANGED("server.health", EventCategory.HEALTH),
  /** A command was carried out or refused. */
  COMMAND_EXECUTED("server.command", EventCategory.COMMAND),
  /** A command over many servers began. */
  BULK_STARTED("bulk.started", EventCategory.COMMAND),
  /** A command over many servers has come further. */
  BULK_PROGRESSED("bulk.progress", EventCategory.COMMAND),
  /** A command over many servers came to its end. */
  BULK_FINISHED("bulk.finished", EventCategory.COMMAND),
  /** What a server offers (tools, prompts, resources) changed. */
  CATALOG_CHANGED("server.catalog", EventCategory.CATALOG),
  /** What a server offers could not be read. */
  LISTING_FAILED("server.listing-failed", EventCategory.CATALOG),
  /** A client opened a session at the gateway. */
  SESSION_OPENED("gateway.session-opened", EventCategory.GATEWAY),
  /** A client's session at the gateway ended. */
  SESSION_CLOSED("gateway.session-closed", EventCategory.GATEWAY),
  /** A client goes on with the session it had before the manager was restarted. */
  SESSION_REVIVED("gateway.session-revived", EventCategory.GATEWAY),
  /** A client's call was under way when the manager ended. */
  CALL_INTERRUPTED("gateway.call-interrupted", EventCategory.GATEWAY),
  /** Somebody asked for something at the gateway that they may not use. */
  ACCESS_DENIED("gateway.access-denied", EventCategory.SECURITY),
  /** Somebody signed in. */
  SIGNED_IN("security.signed-in", EventCategory.SECURITY),
  /** Somebody could not sign in. */
  SIGN_IN_FAILED("security.sign-in-failed", EventCategory.SECURITY),
  /** A user, role, key or session changed. */
  ACCESS_CHANGED("security.access-changed", EventCategory.SECURITY),
  /** The rules about tools changed. */
  POLICY_CHANGED("policy.changed", EventCategory.SECURITY),
  /** The definition of a tool is new, has changed or was approved. */
  TOOL_CHANGED("policy.tool-changed", EventCategory.SECURITY),
  /** A call of a tool waits for somebody's approval. */
  CALL_HELD("policy.call-held", EventCategory.SECURITY),
  /** A call that waited was approved, denied, or is over. */
  CALL_DECIDED("policy.call-decided", EventCategory.SECURITY),
  /** The manager started or is stopping. */
  MANAGER_CHANGED("manager.lifecycle", EventCategory.SYSTEM),
  /** What an earlier life of the manager had left running was found. */
  LEFTOVERS_FOUND("manager.leftovers", EventCategory.SYSTEM),
  /** Something in the manager itself failed. */
  MANAGER_ERROR("manager.error", EventCategory.ERROR);

  private final String text;
  private final EventCategory category;

  EventType(String text, EventCategory category) {
    this.text = text;
    this.category = category;
  }

  /** The stable name, as JSON shows it. */
  public String text() {
    return text;
  }

  /** The category all events of this type belong to. */
  public EventCategory category() {
    return category;
  }
}
