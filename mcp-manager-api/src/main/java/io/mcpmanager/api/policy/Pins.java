package io.mcpmanager.api.policy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Driving port: the definitions that tools are held to. Thread-safe. */
public interface Pins {

  /** Most tools of a server that are approved at once. */
  int MAX_APPROVED = 10_000;

  /**
   * The tools of the context's tenant that their servers offered when they were last read, by server and name.
   *
   * @param server whose tools are wanted; null for those of all servers
   * @param state which are wanted; null for all
   */
  List<ToolPin> list(CallContext context, @Nullable ServerId server, ToolPin.@Nullable State state);

  /**
   * Approves tools as their server offers them now.
   *
   * @param hashes the offered hash that was looked at, by the name of the tool; 1 to {@link #MAX_APPROVED}
   * @return the tools as they are then
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#PIN_NOT_FOUND} if the server does not offer one of them, or with {@link
   *     io.mcpmanager.api.error.ErrorCode#TOOL_CHANGED} if one is not what was looked at; then none is approved
   */
  List<ToolPin> approve(CallContext context, ServerId server, Map<String, String> hashes);
}
