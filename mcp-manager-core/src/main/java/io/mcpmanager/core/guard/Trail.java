package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import java.util.Map;

/** Where it is written down who did what, and who tried. Thread-safe. */
@FunctionalInterface
public interface Trail {

  /**
   * Writes it down; returns once that is durable.
   *
   * @param action what, such as {@code servers.create}
   * @param thing on what, such as {@code server:files}; empty if on nothing in particular
   * @param details further words; never a secret
   * @throws io.mcpmanager.api.error.StoreException if it can't be written
   */
  void record(
      CallContext context,
      String action,
      String thing,
      AuditResult result,
      Map<String, String> details);
}
