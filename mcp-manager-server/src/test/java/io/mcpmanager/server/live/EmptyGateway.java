package io.mcpmanager.server.live;

import io.mcpmanager.api.access.CallContext;
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
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A gateway behind which no server offers anything. */
final class EmptyGateway implements Gateway {

  @Override
  public GatewayClient connect(CallContext context, Scope scope, String clientName) {
    throw new AssertionError("not used here");
  }

  @Override
  public GatewayClient connect() {
    throw new AssertionError("not used here");
  }

  @Override
  public McpSession open(CallContext context, Scope scope, ClientTransport transport) {
    throw new AssertionError("not used here");
  }

  @Override
  public McpSession openLasting(CallContext context, Scope scope) {
    throw new AssertionError("not used here");
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
    throw new AssertionError("not used here");
  }

  @Override
  public List<ConnectedClient> clients(CallContext context) {
    return List.of();
  }

  @Override
  public ServerCatalog catalog(CallContext context, ServerId server) {
    return ServerCatalog.EMPTY;
  }
}
