package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;

/** Takes what instances write. Thread-safe; never blocks. */
public interface ServerLog {

  /** A line of a server. */
  void append(ServerId server, LogStream stream, String line);

  /** How much of a server's log is kept. */
  void limits(ServerId server, LogLimits limits);

  /** A server has been deleted. */
  void forget(ServerId server);
}
