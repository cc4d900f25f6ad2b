package io.mcpmanager.api.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Driving port: what the gateway carried to servers lately. Thread-safe. */
public interface Calls {

  /**
   * The latest calls of the context's tenant, newest first. The manager remembers 1,024 calls of each tenant, and
   * none after a restart.
   *
   * @param server whose calls, or null for those of all servers
   * @param limit most to return, from 1
   * @throws IllegalArgumentException if the limit is below 1
   */
  List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit);

  /**
   * How many calls of the context's tenant ended when, and how long they took. Kept in memory only, and so nothing from
   * before a restart. A server's calls are forgotten when it is deleted; in the numbers of all servers they stay.
   *
   * @param servers whose calls, or null for those of all servers
   */
  CallStatistics statistics(CallContext context, CallRange range, @Nullable Set<ServerId> servers);

  /**
   * Calls back after each call of the context's tenant, on the thread that made it: it must be quick and must not block.
   *
   * @return ends that
   */
  Subscription onCall(CallContext context, Consumer<CallRecord> listener);
}
