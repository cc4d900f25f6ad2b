package io.mcpmanager.api.server;

import java.util.Locale;

/** The six states a server can be in. Which moves between them are allowed is decided in one table of the manager. */
public enum ServerState {
  /** Not running and not meant to be. */
  STOPPED,
  /** An instance is being launched or has not finished its handshake. */
  STARTING,
  /** An instance answers. */
  RUNNING,
  /** The instance is being ended. */
  STOPPING,
  /** It should run but does not; a restart may be due. */
  ERROR,
  /** Taken out of service on purpose. */
  MAINTENANCE;

  /** The state in lower case, as JSON and logs show it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
