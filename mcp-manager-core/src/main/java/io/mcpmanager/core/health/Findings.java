package io.mcpmanager.core.health;

import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;

/** Takes what watching servers finds. Called by many threads; must not block. */
public interface Findings {

  /**
   * A check is over.
   *
   * @param server as it was when it came up
   * @param after in which health the check left the server
   */
  void checked(Server server, CompletedCheck check, HealthStatus after);

  /** A server that ought to run and to be checked does not run. */
  void down(ServerId server);

  /** Nothing about this server is wanted any more. */
  void forget(ServerId server);
}
