package io.mcpmanager.api.log;

import java.util.Locale;

/** How serious a log line is, as it says itself or as can be guessed; ordered. */
public enum LogLevel {
  /** Details for developers. */
  DEBUG,
  /** Life as usual. */
  INFO,
  /** May need a look. */
  WARNING,
  /** Something failed. */
  ERROR;

  /** The level in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
