package io.mcpmanager.core.log;

import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.ServerId;

/** Says how much of a server's log is taken in and kept. */
@FunctionalInterface
interface LimitsOf {

  LogLimits of(ServerId server);
}
