package io.mcpmanager.api.bulk;

import java.util.Locale;

/** Where a run is with one of its servers. */
public enum BulkItemState {
  /** Its turn has not come. */
  WAITING,
  /** The command is being carried out. */
  RUNNING,
  /** The command reached its goal. */
  SUCCEEDED,
  /** There was nothing to do: the server was already as it was wanted. */
  SKIPPED,
  /** The command failed or was refused. */
  FAILED,
  /** The run was called off before its turn came. */
  CANCELLED;

  /** The state in lower case, as JSON and logs show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
