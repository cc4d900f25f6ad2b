package io.mcpmanager.api.log;

import java.util.Locale;

/** Where a log line came from. */
public enum LogStream {
  /** Lines on standard output that are not protocol messages. */
  STDOUT,
  /** Lines on standard error. */
  STDERR,
  /** Log notifications of the protocol. */
  MCP,
  /** The manager's own remarks about this server. */
  MANAGER;

  /** The stream in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
