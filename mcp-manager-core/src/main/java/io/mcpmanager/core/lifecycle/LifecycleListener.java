package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.Server;

/** Is told of servers after the change is stored and published. Called on the server's own thread; must not block. */
public interface LifecycleListener {

  /** The server has entered the state RUNNING. */
  void ready(Server server, Connection connection);

  /** The server has left the state RUNNING or was deleted. */
  void gone(Server server);

  /** There is a new snapshot of the server: its state, health or definition changed. */
  default void changed(Server server) {}

  /** The server was deleted. */
  default void deleted(Server server) {}
}
