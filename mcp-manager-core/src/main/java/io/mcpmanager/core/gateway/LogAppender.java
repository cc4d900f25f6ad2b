package io.mcpmanager.core.gateway;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;

/** Takes lines for a server's log. Must not block. */
@FunctionalInterface
public interface LogAppender {

  /** Appends a line; false if it was dropped because the server writes too many. */
  boolean append(ServerId server, LogStream stream, LogLevel level, String text);
}
