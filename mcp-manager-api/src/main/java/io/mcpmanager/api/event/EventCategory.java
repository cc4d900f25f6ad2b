package io.mcpmanager.api.event;

import java.util.Locale;

/** What part of the manager's life an event is about. */
public enum EventCategory {
  /** States of servers. */
  STATE,
  /** Health of servers. */
  HEALTH,
  /** Commands. */
  COMMAND,
  /** Definitions. */
  CONFIGURATION,
  /** Clients of the gateway. */
  GATEWAY,
  /** What servers offer. */
  CATALOG,
  /** Who may do what. */
  SECURITY,
  /** Plugins. */
  PLUGIN,
  /** The manager as a whole. */
  SYSTEM,
  /** Faults. */
  ERROR;

  /** The category in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
