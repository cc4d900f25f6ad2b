package io.mcpmanager.spi;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import java.util.List;

/**
 * Looks at one thing and says how it is. Stores, runtimes and hosts bring their own.
 *
 * <p>It is called from a platform thread of its own, never twice at a time, and may block; after five seconds it is
 * interrupted and reported as hanging. It must not change anything that anybody would notice, and its findings must
 * not hold secrets.
 */
public interface DiagnosticCheck {

  /** Stable name of the area it looks at, such as {@code store}; the ids of its findings begin with it. */
  String id();

  /**
   * Looks.
   *
   * @param context on whose behalf; findings are about things of its tenant and of the machine
   * @return what was found, the most important first
   * @throws Exception if it could not look; that becomes a finding with the exception's message
   */
  List<Finding> examine(CallContext context) throws Exception;
}
