package io.mcpmanager.api.audit;

import io.mcpmanager.api.access.CallContext;
import java.util.List;
import java.util.function.Consumer;

/**
 * Driving port: reads the audit trail. Each tenant has a trail of its own, and a caller sees that of its tenant.
 * Thread-safe.
 *
 * <p>Every entry carries a keyed hash over its content and the hash of the entry before, so that who edits, deletes or
 * reorders entries in the store is found out by {@link #verify}: the key is not in the store in the clear. Every method
 * throws {@link io.mcpmanager.api.error.StoreException} if the store fails.
 */
public interface Audit {

  /** Most entries that one query returns. */
  int MAX_PAGE = 1000;

  /**
   * Entries newer than a position, oldest first.
   *
   * @param sequence position to start after; 0 for the beginning
   * @param limit most entries to return, 1 to {@link #MAX_PAGE}
   */
  AuditPage after(CallContext context, AuditFilter filter, long sequence, int limit);

  /**
   * Entries older than a position, newest first.
   *
   * @param sequence position to start before; {@link Long#MAX_VALUE} for the end
   * @param limit most entries to return, 1 to {@link #MAX_PAGE}
   */
  AuditPage before(CallContext context, AuditFilter filter, long sequence, int limit);

  /** Hands every entry that passes a filter to a receiver, oldest first; ends early if that throws. */
  void export(CallContext context, AuditFilter filter, Consumer<AuditEntry> receiver);

  /**
   * Looks at every entry of the tenant's trail, its ends and its anchors. Takes time in proportion to their number.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if the manager's key can't be had
   */
  AuditVerification verify(CallContext context);

  /** Looks at the trails of all tenants, as {@link #verify} does; in the order of their names. */
  List<AuditVerification> verifyAll(CallContext context);

  /**
   * The newest anchors of the tenant's trail, newest first.
   *
   * @param limit most anchors to return, 1 to {@link #MAX_PAGE}
   */
  List<AuditAnchor> anchors(CallContext context, int limit);
}
