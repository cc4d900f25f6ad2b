package io.mcpmanager.api.log;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import java.util.List;

/** Driving port: what servers write. Thread-safe. */
public interface Logs {

  /** Most lines that one query returns. */
  int MAX_PAGE = 1000;

  /**
   * Lines newer than a position, oldest first.
   *
   * @param sequence position to start after; 0 for the oldest line kept
   * @param limit most lines to return, 1 to {@link #MAX_PAGE}
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  List<LogLine> after(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit);

  /**
   * Lines older than a position, newest first.
   *
   * @param sequence position to start before; {@link Long#MAX_VALUE} for the newest line
   * @param limit most lines to return, 1 to {@link #MAX_PAGE}
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  List<LogLine> before(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit);

  /**
   * Number of lines of a server that were dropped since the manager was built, because more came than the server's
   * limits allow or than could be stored.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  long dropped(CallContext context, ServerId server);

  /** Number of lines of all servers that were dropped since the manager was built. */
  long dropped(CallContext context);

  /**
   * Hands every line from now on that passes the filter to a listener, until the subscription is closed.
   *
   * @throws io.mcpmanager.api.error.ServerNotFoundException if there is no such server
   */
  Subscription follow(CallContext context, ServerId server, LogFilter filter, LogListener listener);
}
