package io.mcpmanager.server;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.gateway.ToolResult;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.testkit.ManualClock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A gateway whose only tool gives its arguments back. */
final class OneToolGateway implements Gateway {

  private static final Tool ECHO = new Tool(
      "files__echo",
      null,
      "Gives its arguments back.",
      Json.of("{\"type\":\"object\"}"),
      null,
      null,
      "files",
      "echo");

  @Override
  public GatewayClient connect(CallContext context, Scope scope, String clientName) {
    return new Client();
  }

  @Override
  public GatewayClient connect() {
    return new Client();
  }

  @Override
  public McpSession open(CallContext context, Scope scope, ClientTransport transport) {
    throw new McpManagerException(ErrorCode.LIMIT_REACHED, "no sessions here");
  }

  @Override
  public McpSession openLasting(CallContext context, Scope scope) {
    return open(context, scope);
  }

  @Override
  public Optional<McpSession> session(CallContext context, String id) {
    return Optional.empty();
  }

  @Override
  public ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related) {
    throw new AssertionError("not used here");
  }

  @Override
  public void end(CallContext context, String session) {
    if (!session.equals("1")) {
      throw new McpManagerException(ErrorCode.SESSION_NOT_FOUND, "no such session");
    }
  }

  @Override
  public List<ConnectedClient> clients(CallContext context) {
    return List.of(new ConnectedClient(
        "1",
        Scope.all(),
        "inspector",
        "1.0",
        "2025-11-25",
        ClientTransport.WEBSOCKET,
        "system",
        ManualClock.START,
        ManualClock.START,
        3));
  }

  @Override
  public ServerCatalog catalog(CallContext context, ServerId server) {
    return new ServerCatalog(List.of(ECHO), List.of(), List.of(), List.of());
  }

  private static final class Client implements GatewayClient {

    @Override
    public List<Tool> tools() {
      return List.of(ECHO);
    }

    @Override
    public List<Prompt> prompts() {
      return List.of();
    }

    @Override
    public List<Resource> resources() {
      return List.of();
    }

    @Override
    public List<Resource> resourceTemplates() {
      return List.of();
    }

    @Override
    public ToolResult call(ToolCall call) {
      if (!call.tool().equals(ECHO.name())) {
        throw new McpManagerException(ErrorCode.UPSTREAM_ERROR, "unknown tool");
      }
      return new ToolResult(
          List.of(),
          null,
          false,
          Json.of("{\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"structuredContent\":"
              + call.arguments() + "}"));
    }

    @Override
    public Json request(String method, Json params) {
      return Json.EMPTY_OBJECT;
    }

    @Override
    public void close() {}
  }
}
