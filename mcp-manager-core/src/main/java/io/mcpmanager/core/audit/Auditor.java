package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.CallContext;
import java.util.Map;

/** Writes the audit trail. Thread-safe. */
public interface Auditor {

  /** Writes nothing; for tests and for managers that keep no trail. */
  Auditor NONE = (context, action, target, result, details) -> {};

  /** How it ended. */
  enum Result {
    /** It was done. */
    DONE,
    /** It was refused. */
    DENIED,
    /** It was tried and failed. */
    FAILED
  }

  /**
   * Writes down who did what; returns once that is durable.
   *
   * @param context who, from where, in which tenant, as part of which request
   * @param action what, such as {@code servers.create}
   * @param target on which thing, such as {@code server:files}; empty if on none in particular
   * @param details further words, such as {@code reason}, {@code before} and {@code after}; never a secret
   * @throws io.mcpmanager.api.error.StoreException if it can't be written
   */
  void record(
      CallContext context,
      String action,
      String target,
      Result result,
      Map<String, String> details);
}
