package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.AccessDeniedException;
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
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one door to all servers, for who may come in. What they may ask servers for, the gateway checks itself. */
final class GuardedGateway implements Gateway {

  private final Gateway gateway;
  private final Authorizer authorizer;
  private final ServerRights rights;

  GuardedGateway(Gateway gateway, Authorizer authorizer, ServerRights rights) {
    this.gateway = gateway;
    this.authorizer = authorizer;
    this.rights = rights;
  }

  @Override
  public GatewayClient connect(CallContext context, Scope scope, String clientName) {
    return entered(context, scope, () -> gateway.connect(context, scope, clientName));
  }

  @Override
  public GatewayClient connect() {
    return gateway.connect();
  }

  @Override
  public McpSession open(CallContext context, Scope scope, ClientTransport transport) {
    return entered(context, scope, () -> gateway.open(context, scope, transport));
  }

  @Override
  public McpSession openLasting(CallContext context, Scope scope) {
    return entered(context, scope, () -> gateway.openLasting(context, scope));
  }

  @Override
  public Optional<McpSession> session(CallContext context, String id) {
    authorizer.check(context, Operation.CONNECT);
    return gateway.session(context, id);
  }

  @Override
  public ExchangeAnswer exchange(
      CallContext context,
      Scope scope,
      byte[] message,
      @Nullable RequestHeaders headers,
      MessageSink related)
      throws InterruptedException {
    return entered(
        context, scope, () -> gateway.exchange(context, scope, message, headers, related));
  }

  /** Lets somebody in; whether the scope holds anything for them the gateway finds. */
  private <T, X extends Exception> T entered(
      CallContext context, Scope scope, Authorizer.Work<T, X> work) throws X {
    authorizer.check(context, Operation.CONNECT);
    try {
      return work.run();
    } catch (AccessDeniedException denied) {
      authorizer.refused(context, Operation.CONNECT, "scope:" + scope.text(), denied);
      throw denied;
    }
  }

  @Override
  public List<ConnectedClient> clients(CallContext context) {
    return authorizer.perform(context, Operation.READ_CLIENTS, "", () -> gateway.clients(context));
  }

  @Override
  public void end(CallContext context, String session) {
    boolean ignored =
        authorizer.perform(context, Operation.END_CLIENT, "gateway-session:" + session, () -> {
          gateway.end(context, session);
          return true;
        });
  }

  @Override
  public ServerCatalog catalog(CallContext context, ServerId id) {
    if (authorizer.allows(context, Operation.READ_CATALOG)) {
      return gateway.catalog(context, id);
    }
    Server server = rights.require(context, Operation.READ_CATALOG, id);
    ServerCatalog all = gateway.catalog(context, id);
    return new ServerCatalog(
        seen(context, server, all.tools(), Tool::originalName),
        seen(context, server, all.prompts(), Prompt::originalName),
        seen(context, server, all.resources(), Resource::uri),
        seen(context, server, all.resourceTemplates(), Resource::uri));
  }

  private <T> List<T> seen(
      CallContext context, Server server, List<T> items, Function<T, String> name) {
    return items.stream()
        .filter(item -> authorizer.allows(
            context, Operation.READ_CATALOG, server.name() + "/" + name.apply(item)))
        .toList();
  }
}
