package io.mcpmanager.api.access;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Driving port: lets only those do what concerns the manager as a whole who may: administrators in the tenant {@link
 * CallContext#DEFAULT_TENANT}. It is for what a program around the manager does for its users and no other port does, such
 * as changing log levels. Thread-safe.
 */
public interface HostTasks {

  /**
   * Returns if the context allows to look at what concerns all tenants.
   *
   * @param action what is done, such as {@code metrics.read}
   * @throws io.mcpmanager.api.error.AccessDeniedException if not; the attempt is audited
   */
  void check(CallContext context, String action);

  /**
   * Returns if the context allows to read figures about the manager: by {@code analytics:read}, in the default tenant.
   *
   * @throws io.mcpmanager.api.error.AccessDeniedException if not; the attempt is audited
   */
  void checkFigures(CallContext context);

  /**
   * Does something that changes the manager or takes much out of it; audited.
   *
   * @param action what is done, such as {@code loglevels.change}
   * @param details what else the audit trail shall say; no secrets
   * @throws io.mcpmanager.api.error.AccessDeniedException if the context does not allow it; the attempt is audited
   */
  <T> T perform(CallContext context, String action, Map<String, String> details, Supplier<T> work);
}
