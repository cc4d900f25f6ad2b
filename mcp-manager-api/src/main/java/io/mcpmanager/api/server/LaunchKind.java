package io.mcpmanager.api.server;

import java.util.Locale;

/** The kinds of launch. */
public enum LaunchKind {
  /** A process on this machine. */
  PROCESS,
  /** A container of a container engine. */
  CONTAINER,
  /** An MCP server somewhere else, reached at a URL. */
  REMOTE;

  /** The kind in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
