package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.RequestHeaders;
import io.mcpmanager.api.gateway.Scope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client of 2026-07-28: says with each request who it is, in the body and, like over HTTP, in headers. */
final class SelfContainedClient {

  private static final String PREFIX = "io.modelcontextprotocol/";

  /** An answer, read. */
  record Answer(ExchangeAnswer.Kind kind, JsonNode message) {

    JsonNode result() {
      return message.path("result");
    }

    int error() {
      return message.path("error").path("code").asInt();
    }
  }

  private final Gateway gateway;
  private final CallContext context;
  private final Scope scope;
  private final AtomicLong ids = new AtomicLong();
  private String capabilities = "{}";
  private @Nullable String level;
  private @Nullable String progressToken;

  SelfContainedClient(Gateway gateway, CallContext context, Scope scope) {
    this.gateway = gateway;
    this.context = context;
    this.scope = scope;
  }

  SelfContainedClient(GatewayBench bench, Scope scope) {
    this(bench.gateway, GatewayBench.ADA, scope);
  }

  SelfContainedClient offering(String newCapabilities) {
    capabilities = newCapabilities;
    return this;
  }

  SelfContainedClient logging(String newLevel) {
    level = newLevel;
    return this;
  }

  SelfContainedClient progress(String tokenJson) {
    progressToken = tokenJson;
    return this;
  }

  /** A request as this client writes it. */
  ObjectNode request(String method, String params) {
    ObjectNode message =
        FakeServer.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", ids.incrementAndGet());
    message.put("method", method);
    var with = (ObjectNode) FakeServer.parse(params);
    message.set("params", with);
    ObjectNode meta = with.putObject("_meta");
    meta.put(PREFIX + "protocolVersion", "2026-07-28");
    meta.set(PREFIX + "clientCapabilities", FakeServer.parse(capabilities));
    meta.putObject(PREFIX + "clientInfo").put("name", "modern").put("version", "1");
    if (level != null) {
      meta.put(PREFIX + "logLevel", level);
    }
    if (progressToken != null) {
      meta.set("progressToken", FakeServer.parse(progressToken));
    }
    return message;
  }

  /** The headers that go with it. */
  static Map<String, String> headers(JsonNode request) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    JsonNode params = request.path("params");
    headers.put("MCP-Protocol-Version", "2026-07-28");
    headers.put("Mcp-Method", request.path("method").asText());
    String name = params.path(params.has("uri") ? "uri" : "name").asText();
    if (!name.isEmpty()) {
      headers.put("Mcp-Name", name);
    }
    return headers;
  }

  Answer ask(String method, String params) throws InterruptedException {
    return ask(method, params, MessageSink.NONE);
  }

  Answer ask(String method, String params, MessageSink related) throws InterruptedException {
    JsonNode request = request(method, params);
    return send(request.toString(), headers(request), related);
  }

  Answer call(String tool) throws InterruptedException {
    return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{}}");
  }

  /** Asks elsewhere. */
  CompletableFuture<Answer> later(String method, String params, MessageSink related) {
    var answer = new CompletableFuture<Answer>();
    Thread thread = Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(method, params, related));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    answer.whenComplete((done, failure) -> {
      if (answer.isCancelled()) {
        thread.interrupt();
      }
    });
    return answer;
  }

  Answer send(String message, @Nullable Map<String, String> headers, MessageSink related)
      throws InterruptedException {
    RequestHeaders given = headers == null
        ? null
        : name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of();
    ExchangeAnswer answer =
        gateway.exchange(context, scope, message.getBytes(UTF_8), given, related);
    return new Answer(
        answer.kind(),
        FakeServer.parse(new String(answer.answer().orElse("null".getBytes(UTF_8)), UTF_8)));
  }
}
