package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.Instance;

/** One life of a server, as whoever connects to its instance sees it. Thread-safe. */
public interface Life {

  /** Whose life it is. */
  ServerId id();

  /** The definition it was launched with. */
  ServerDefinition definition();

  /** Number of this life, from 1. */
  long generation();

  /** What was launched. */
  Instance instance();

  /** The handshake is done, and what the server offers is read from now on: another phase with its own time limit. */
  void listing();

  /** How it ended, if it did or is just doing so, and what it wrote last. May wait for half a second. */
  LastWords lastWords();

  /**
   * Launches one more instance of the server beside this one, for a client that can't share it. It ends with this life at
   * the latest.
   *
   * @param client whom it serves, with their own credentials
   * @throws io.mcpmanager.api.error.McpManagerException if it can't be launched, not in time, or this life is ending
   */
  Sibling launchSibling(Principal client) throws InterruptedException;
}
