package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the gateway carried lately, as far as somebody may see it: to all, or to some servers. */
final class GuardedCalls implements Calls {

  private final Calls calls;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedCalls(Calls calls, Authorizer authorizer, ServerRights rights) {
    this.calls = calls;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit) {
    authorizer.checkSome(context, Operation.READ_CALLS);
    if (authorizer.allows(context, Operation.READ_CALLS) || limit < 1) {
      return calls.latest(context, server, limit);
    }
    return calls.latest(context, server, Integer.MAX_VALUE).stream()
        .filter(call -> maySee(context, call))
        .limit(limit)
        .toList();
  }

  @Override
  public CallStatistics statistics(
      CallContext context, CallRange range, @Nullable Set<ServerId> servers) {
    authorizer.checkSome(context, Operation.READ_CALLS);
    if (authorizer.allows(context, Operation.READ_CALLS)) {
      return calls.statistics(context, range, servers);
    }
    Set<ServerId> seen = rights.allowed(context, Operation.READ_CALLS);
    if (servers != null) {
      seen.retainAll(servers);
    }
    return calls.statistics(context, range, seen);
  }

  @Override
  public Subscription onCall(CallContext context, Consumer<CallRecord> listener) {
    authorizer.checkSome(context, Operation.READ_CALLS);
    return authorizer.allows(context, Operation.READ_CALLS)
        ? calls.onCall(context, listener)
        : calls.onCall(context, call -> {
          if (maySee(context, call)) {
            listener.accept(call);
          }
        });
  }

  private boolean maySee(CallContext context, CallRecord call) {
    return authorizer.allows(context, Operation.READ_CALLS, call.server());
  }
}
