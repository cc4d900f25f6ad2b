package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client of a revision without sessions: every request says all there is to say, and is repeated with what was missing. */
final class ModernClient extends ScriptedClient {

  private static final String META = "io.modelcontextprotocol/";
  private static final int DEADLINE_SECONDS = 60;

  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<JsonNode, AtomicReference<AutoCloseable>> open = new ConcurrentHashMap<>();
  private volatile @Nullable String logLevel;

  ModernClient(URI url, String revision) {
    super(url, revision);
  }

  @Override
  Call start(String method, ObjectNode params) {
    var answer = new CompletableFuture<JsonNode>();
    var id = JSON.getNodeFactory().numberNode(lastId.incrementAndGet());
    send(id, method, params, answer);
    return new Call(id, answer);
  }

  private void send(
      JsonNode id, String method, ObjectNode params, CompletableFuture<JsonNode> answer) {
    var whole = params.deepCopy();
    var meta = whole.withObjectProperty("_meta");
    meta.put(META + "protocolVersion", revision());
    meta.set(META + "clientCapabilities", capabilities());
    meta.putObject(META + "clientInfo").put("name", "scripted").put("version", "1");
    if (logLevel != null) {
      meta.put(META + "logLevel", logLevel);
    }
    var message = JSON.createObjectNode().put("jsonrpc", "2.0");
    message.set("id", id);
    message.put("method", method).set("params", whole);
    var request = to(url()).header("MCP-Protocol-Version", revision()).header("Mcp-Method", method);
    var name = method.equals("resources/read") ? params.path("uri") : params.path("name");
    if (name.isTextual() && !method.equals("completion/complete")) {
      request.header("Mcp-Name", name.asText());
    }
    var exchange = send(request.POST(body(message)).build());
    open.computeIfAbsent(id, key -> new AtomicReference<>()).set(() -> exchange.cancel(true));
    var ignored = exchange
        .thenAcceptAsync(response -> {
          open.get(id).set(response.body());
          try {
            read(response, (event, data) -> take(method, params, answer, data));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .exceptionally(failure -> {
          answer.completeExceptionally(failure);
          return null;
        });
  }

  private void take(
      String method, ObjectNode params, CompletableFuture<JsonNode> answer, String data)
      throws IOException {
    var message = JSON.readTree(data);
    if (message.has("method")) {
      if (message.has("id")) {
        throw new IOException("a request on a stream: " + data);
      }
      hear(message);
      return;
    }
    var result = message.path("result");
    if (!result.path("resultType").asText().equals("input_required")) {
      answer.complete(message);
      return;
    }
    var again = params.deepCopy();
    var responses = again.putObject("inputResponses");
    for (var input : result.path("inputRequests").properties()) {
      responses.set(input.getKey(), resultFor(input.getValue().path("method").asText()));
    }
    if (result.has("requestState")) {
      again.set("requestState", result.path("requestState"));
    }
    send(JSON.getNodeFactory().numberNode(lastId.incrementAndGet()), method, again, answer);
  }

  @Override
  void cancel(Call call) {
    try {
      open.get(call.id()).get().close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Optional<String> subscribe(String uri) throws Exception {
    var params = JSON.createObjectNode();
    var wanted = params.putObject("notifications");
    wanted.put("toolsListChanged", true);
    wanted.putArray("resourceSubscriptions").add(uri);
    var call = start("subscriptions/listen", params);
    Awaitility.await("the subscription is acknowledged")
        .atMost(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .until(() -> call.answer().isDone()
            || !heard("notifications/subscriptions/acknowledged").isEmpty());
    return call.answer().isDone()
        ? Optional.of(call.await().path("error").path("code").asText())
        : Optional.empty();
  }

  @Override
  void setLogLevel(String level) {
    logLevel = level;
  }
}
