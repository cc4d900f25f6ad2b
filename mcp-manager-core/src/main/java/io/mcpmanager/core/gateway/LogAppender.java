package io.mcpmanager.core.gateway;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;

/** Takes lines for a server's log. Must not block. */
@FunctionalInterface
public interface LogAppender {

  /** Appends a line. */
  void append(ServerId server, LogStream stream, LogLevel level, String text);
}
