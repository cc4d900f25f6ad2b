package io.mcpmanager.api.gateway;

import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import java.util.List;

/**
 * A client of the gateway inside this program: the same routing and the same rules as for clients that come over the
 * network, without a network. Thread-safe. All methods wait for the answer; all throw
 * {@link io.mcpmanager.api.error.McpManagerException}: with {@link io.mcpmanager.api.error.ErrorCode#UPSTREAM_ERROR} if
 * the server answered with a JSON-RPC error, {@link io.mcpmanager.api.error.ErrorCode#TIMEOUT} if it did not answer in
 * time, {@link io.mcpmanager.api.error.ErrorCode#SERVER_NOT_RUNNING} if it can't.
 */
public interface GatewayClient extends AutoCloseable {

  /** All tools in scope, of all servers that answer now. */
  List<Tool> tools() throws InterruptedException;

  /** All prompts in scope. */
  List<Prompt> prompts() throws InterruptedException;

  /** All resources in scope. */
  List<Resource> resources() throws InterruptedException;

  /** All resource templates in scope. */
  List<Resource> resourceTemplates() throws InterruptedException;

  /** Calls a tool. A tool that says it failed gives a result, not an exception. */
  ToolResult call(ToolCall call) throws InterruptedException;

  /** Calls a tool with arguments written as JSON. */
  default ToolResult call(String tool, String argumentsJson) throws InterruptedException {
    return call(ToolCall.of(tool, argumentsJson));
  }

  /**
   * Sends any request of the protocol.
   *
   * @param method such as {@code prompts/get}
   * @param params a JSON object
   * @return the result as the server sent it
   */
  Json request(String method, Json params) throws InterruptedException;

  /** Ends the client's session. Idempotent. */
  @Override
  void close();
}
