package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import java.util.Map;

/** Writes the audit trail. Thread-safe. */
@FunctionalInterface
public interface Auditor {

  /** Writes nothing; for tests and for managers that keep no trail. */
  Auditor NONE = (context, action, target, result, details) -> {};

  /**
   * Writes down who did what; returns once that is durable.
   *
   * @param context who, from where, in which tenant, as part of which request
   * @param action what, such as {@code servers.create}
   * @param target on which thing, such as {@code server:files}; empty if on none in particular. It stays for good, so people
   *     are named by their ids: {@code user:1f3a…}
   * @param details further words, such as {@code reason}, {@code before} and {@code after}; never a secret. Names of people
   *     belong here: this part, like the network address, is what can be erased
   * @throws io.mcpmanager.api.error.StoreException if it can't be written
   */
  void record(
      CallContext context,
      String action,
      String target,
      AuditResult result,
      Map<String, String> details);
}
