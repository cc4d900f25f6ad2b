package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.SlowClients;
import java.io.IOException;
import java.util.Optional;

/**
 * Messages without the JSON-RPC wrapper, {@code {"method", "params", "id"}}, at {@code /mcp/plain} and {@code
 * /mcp/servers/NAME/plain}: each is made a real call of a session of its own, and answered in the same plain shape.
 * Only where the configuration asks for it.
 */
final class PlainJsonFeature implements HttpFeature {

  private static final String NOTIFICATIONS = "notifications/";
  private static final byte[] INITIALIZE = """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"plain JSON","version":""}}}""".getBytes(UTF_8);

  private final Gateway gateway;
  private final SlowClients slowClients;
  private final McpLimits limits;
  private final MessageMemory memory;
  private final boolean enabled;

  PlainJsonFeature(
      Gateway gateway,
      SlowClients slowClients,
      McpLimits limits,
      MessageMemory memory,
      boolean enabled) {
    this.gateway = gateway;
    this.slowClients = slowClients;
    this.limits = limits;
    this.memory = memory;
    this.enabled = enabled;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.any("/mcp/plain", (request, response) -> serve(Scope.all(), request, response));
    routes.any(
        "/mcp/servers/{name}/plain",
        (request, response) ->
            serve(Scope.server(request.path().pathParameters().get("name")), request, response));
  }

  private void serve(Scope scope, ServerRequest request, ServerResponse response)
      throws InterruptedException, IOException {
    try (MessageMemory.Share share = memory.new Share()) {
      if (!enabled) {
        throw new McpManagerException(
            ErrorCode.ROUTE_NOT_FOUND,
            "messages without the JSON-RPC wrapper are taken only if gateway.plain-json is true; use /mcp");
      }
      String method = request.prologue().method().text();
      if (!method.equals("POST")) {
        response.header(HeaderNames.ALLOW, "POST");
        throw Refusal.methodNotAllowed(method, "POST");
      }
      RequestRules.checkContentType(request.headers());
      PlainMessage message =
          PlainMessage.read(RequestRules.body(request, share, limits.maxMessageBytes()));
      Optional<byte[]> answer = answer(CallContexts.of(request), scope, message);
      if (answer.isEmpty()) {
        response.status(Status.ACCEPTED_202).send();
      } else {
        byte[] plain = message.answer(share.fitting(answer.get()));
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        slowClients.run(() -> response.send(plain));
      }
    } catch (McpManagerException e) {
      if (!response.isSent()) {
        Refusal refusal = Refusal.of(e);
        response
            .status(Status.create(refusal.status()))
            .header(HeaderValues.CONTENT_TYPE_JSON)
            .send(PlainMessage.plain(Envelope.read(refusal.body()), false));
      }
    }
  }

  private Optional<byte[]> answer(CallContext context, Scope scope, PlainMessage message)
      throws InterruptedException {
    try (McpSession session = gateway.open(context, scope, ClientTransport.PLAIN_JSON)) {
      Envelope wrapped = message.wrapped();
      if (wrapped.method().startsWith(NOTIFICATIONS)) {
        return Optional.empty(); // it could only concern a session, and there is none
      }
      if (!wrapped.method().equals("initialize")) {
        Optional<byte[]> begun = session.handle(context, INITIALIZE, MessageSink.NONE);
        if (session.revision().isEmpty()) {
          return begun.map(message::insteadOf);
        }
      }
      return session.handle(context, wrapped.bytes(), MessageSink.NONE);
    }
  }
}
