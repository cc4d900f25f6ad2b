package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.diagnostics.DiagnosticsReport;

/** Diagnostics, for who may look at the manager as a whole. */
final class GuardedDiagnostics implements Diagnostics {

  private final Diagnostics diagnostics;
  private final Authorizer authorizer;

  GuardedDiagnostics(Diagnostics diagnostics, Authorizer authorizer) {
    this.diagnostics = diagnostics;
    this.authorizer = authorizer;
  }

  @Override
  public DiagnosticsReport examine(CallContext context) throws InterruptedException {
    return authorizer.perform(context, Operation.EXAMINE, "", () -> diagnostics.examine(context));
  }

  @Override
  public String threadDump(CallContext context) {
    return authorizer.perform(
        context, Operation.DUMP_THREADS, "", () -> diagnostics.threadDump(context));
  }
}
