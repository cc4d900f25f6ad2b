package io.mcpmanager.api.bulk;

import java.util.Locale;

/** Where a run is. */
public enum BulkState {
  /** Servers wait for their turn or are worked on. */
  RUNNING,
  /** It was called off: no further server is begun, those begun go on to their end. */
  CANCELLING,
  /** Every server has had its turn. */
  FINISHED,
  /** It was called off before every server had its turn, and nothing goes on any more. */
  CANCELLED;

  /** Whether nothing will change any more. */
  public boolean isOver() {
    return this == FINISHED || this == CANCELLED;
  }

  /** The state in lower case, as JSON and logs show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
