package io.mcpmanager.api.policy;

import io.mcpmanager.api.access.CallContext;
import java.util.List;

/**
 * Driving port: calls that wait for somebody's approval. Thread-safe. They are kept in memory only: with the manager go the
 * clients that wait for them.
 */
public interface Approvals {

  /** Most calls held at a time in a tenant; further ones are refused. */
  int MAX_HELD = 1_000;

  /** Most calls of one principal held at a time in a tenant. */
  int MAX_OF_PRINCIPAL = 100;

  /** The calls of the context's tenant that are held, or decided and not over, oldest first. */
  List<HeldCall> held(CallContext context);

  /**
   * Lets a call be made.
   *
   * @return the call as it is then
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#HELD_CALL_NOT_FOUND} if there is none with this id, or it has been decided
   */
  HeldCall approve(CallContext context, String id);

  /**
   * Refuses a call.
   *
   * @param reason for who made it; may be empty
   * @throws io.mcpmanager.api.error.McpManagerException as {@link #approve}
   */
  HeldCall deny(CallContext context, String id, String reason);
}
