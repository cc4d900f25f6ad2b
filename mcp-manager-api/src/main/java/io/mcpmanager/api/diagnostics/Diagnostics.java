package io.mcpmanager.api.diagnostics;

import io.mcpmanager.api.access.CallContext;

/**
 * Driving port: looks at the manager and the machine, and says what to do. Thread-safe. Works also while the manager is
 * not started; nothing is changed by looking.
 */
public interface Diagnostics {

  /**
   * Carries out all checks, side by side, each within five seconds. A check that fails or does not end in time is a
   * finding, and the others are not held up by it. Findings about servers are about those of the context's tenant.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#LIMIT_REACHED} if other examinations keep it waiting for ten seconds
   * @throws InterruptedException if interrupted while waiting for the checks
   */
  DiagnosticsReport examine(CallContext context) throws InterruptedException;

  /**
   * What all threads of this Java process are doing, virtual ones included where the runtime can tell, and which of
   * them are deadlocked.
   *
   * @return text for people; cut after eight million characters
   */
  String threadDump(CallContext context);
}
