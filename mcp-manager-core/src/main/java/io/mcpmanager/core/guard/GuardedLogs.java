package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.List;

/** What servers write, as far as somebody may see those servers. */
final class GuardedLogs implements Logs {

  private final Logs logs;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedLogs(Logs logs, Authorizer authorizer, ServerRights rights) {
    this.logs = logs;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public List<LogLine> after(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    check(context, server);
    return logs.after(context, server, filter, sequence, limit);
  }

  @Override
  public List<LogLine> before(
      CallContext context, ServerId server, LogFilter filter, long sequence, int limit) {
    check(context, server);
    return logs.before(context, server, filter, sequence, limit);
  }

  @Override
  public long dropped(CallContext context, ServerId server) {
    check(context, server);
    return logs.dropped(context, server);
  }

  @Override
  public long dropped(CallContext context) {
    return authorizer.perform(
        context, Operation.COUNT_DROPPED_LINES, "", () -> logs.dropped(context));
  }

  @Override
  public Subscription follow(
      CallContext context, ServerId server, LogFilter filter, LogListener listener) {
    check(context, server);
    return logs.follow(context, server, filter, listener);
  }

  private void check(CallContext context, ServerId server) {
    Server ignored = rights.require(context, Operation.READ_LOGS, server);
  }
}
