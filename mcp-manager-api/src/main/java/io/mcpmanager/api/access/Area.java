package io.mcpmanager.api.access;

import java.util.Locale;

/** What a permission is about. */
public enum Area {
  /** Servers, their states, health and logs. */
  SERVERS,
  /** Tools, prompts and resources. */
  TOOLS,
  /** Figures about use. */
  ANALYTICS,
  /** Suites of servers. */
  SUITES,
  /** Workflows. */
  WORKFLOWS,
  /** Templates and discovery. */
  CATALOG,
  /** The gateway: its clients, rules, pins and held calls. */
  PROXY,
  /** Secrets. */
  SECRETS,
  /** The audit trail. */
  AUDIT,
  /** Context documents. */
  CONTEXTS,
  /** Events. */
  EVENTS,
  /** Users, roles and API keys. */
  USERS,
  /** The manager as a whole. */
  ADMIN;

  /** The area in lower case, as scopes write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
