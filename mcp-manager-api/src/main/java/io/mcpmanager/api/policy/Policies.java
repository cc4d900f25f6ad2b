package io.mcpmanager.api.policy;

import io.mcpmanager.api.access.CallContext;

/**
 * Driving port: the rules about tools, one policy for each tenant. Thread-safe. What it is decides about every call of a
 * tool through the gateway, by whatever way the client came.
 */
public interface Policies {

  /**
   * Somebody who wants to call a tool.
   *
   * @param client name that the client gives itself
   * @param principal id of who calls
   * @param server name of the server
   * @param tool name of the tool, as the server knows it
   */
  record Question(String client, String principal, String server, String tool) {}

  /** The policy of the context's tenant. */
  ToolPolicy get(CallContext context);

  /**
   * Puts another policy in place. It holds for every call that comes from then on; calls that are held are refused.
   *
   * @param wanted the whole policy, at the revision that it is based on; rules without an id are given one
   * @return the policy as it is now
   * @throws io.mcpmanager.api.error.ValidationException with everything that is wrong with it
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#STALE_REVISION} if somebody else has changed it meanwhile
   */
  ToolPolicy replace(CallContext context, ToolPolicy wanted);

  /** What the rules say about a call; what the tool's definition has to say comes on top. */
  Ruling explain(CallContext context, Question question);
}
