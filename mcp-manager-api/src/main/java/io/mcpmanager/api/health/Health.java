package io.mcpmanager.api.health;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import java.util.function.Consumer;

/**
 * Driving port: how well servers are and were. Thread-safe. A caller sees the servers of its context's tenant only.
 *
 * <p>History is kept for 32 days: single checks for two hours, then thinned out to five minutes for two days and to an
 * hour after that. Counts, and with them uptime, stay exact; percentiles stay within the bound of
 * {@link ResponseTimeSummary}. What a server's last half a minute of checks found may be missing after the manager was
 * killed.
 */
public interface Health {

  /**
   * Health of a server after its last check.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  HealthReport current(CallContext context, ServerId server);

  /**
   * What the checks of a server found, up to now.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   * @throws io.mcpmanager.api.error.StoreException if the store can't be read
   */
  HealthHistory history(CallContext context, ServerId server, HealthRange range);

  /** How well all servers are together. */
  HealthOverview overview(CallContext context);

  /**
   * Tells a listener of every check from now on. It is called on the thread of the check, by many at a time, and must
   * not block; what it throws is logged.
   */
  Subscription onCheck(CallContext context, Consumer<CompletedCheck> listener);
}
