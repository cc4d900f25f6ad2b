package io.mcpmanager.api.event;

import java.util.Locale;

/** How much attention an event deserves; ordered. */
public enum Severity {
  /** Life as usual. */
  INFO,
  /** A person may have to look. */
  WARNING,
  /** Something failed. */
  ERROR;

  /** The severity in lower case, as JSON shows it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
