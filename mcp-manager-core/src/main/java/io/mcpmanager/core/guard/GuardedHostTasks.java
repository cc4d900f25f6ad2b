package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.HostTasks;
import java.util.Map;
import java.util.function.Supplier;

/** What concerns the manager as a whole, for who may. */
final class GuardedHostTasks implements HostTasks {

  private final Authorizer authorizer;

  GuardedHostTasks(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public void check(CallContext context, String action) {
    if (!authorizer.allows(context, Operation.HOST_TASK)) {
      throw authorizer.denied(context, Operation.HOST_TASK, action, "", "");
    }
  }

  @Override
  public void checkFigures(CallContext context) {
    authorizer.check(context, Operation.READ_FIGURES);
  }

  @Override
  public <T> T perform(
      CallContext context, String action, Map<String, String> details, Supplier<T> work) {
    check(context, action);
    return authorizer.recorded(context, action, "", details, work::get);
  }
}
