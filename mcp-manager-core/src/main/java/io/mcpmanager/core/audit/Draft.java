package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditResult;

/**
 * An entry that has no place in the trail yet.
 *
 * @param note of entries about the trail itself, which others they concern; else empty
 */
record Draft(
    String tenant,
    Principal actor,
    String action,
    String target,
    AuditResult result,
    String correlationId,
    String note,
    Personal personal) {

  private static final int MAX_WORDS = 1024;

  Draft {
    action = Personal.cut(action, MAX_WORDS);
    target = Personal.cut(target, MAX_WORDS);
  }
}
