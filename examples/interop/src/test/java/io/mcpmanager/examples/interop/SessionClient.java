package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A client of a revision with sessions: over HTTP+SSE for 2024-11-05, else over Streamable HTTP. */
final class SessionClient extends ScriptedClient {

  private static final String SSE_REVISION = "2024-11-05";
  private static final int DEADLINE_SECONDS = 60;

  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<JsonNode, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<URI> endpoint = new CompletableFuture<>();
  private volatile String session = "";

  SessionClient(URI url, String revision) {
    super(url, revision);
  }

  void open() throws Exception {
    var overSse = revision().equals(SSE_REVISION);
    if (overSse) {
      listen(HttpRequest.newBuilder(URI.create(url() + "/sse")));
    } else {
      endpoint.complete(url());
    }
    var params = JSON.createObjectNode().put("protocolVersion", revision());
    params.set("capabilities", capabilities());
    params.putObject("clientInfo").put("name", "scripted").put("version", "1");
    var answer = request("initialize", params);
    var agreed = answer.path("result").path("protocolVersion").asText();
    if (!agreed.equals(revision())) {
      throw new IllegalStateException("asked for " + revision() + " and got " + answer);
    }
    post(JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized"))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (!overSse) {
      listen(headers(HttpRequest.newBuilder(url()))).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Opens the stream for what belongs to no request; done when it is open. */
  private CompletableFuture<Void> listen(HttpRequest.Builder request) {
    var opened = send(request.header("Accept", "text/event-stream").GET().build());
    var ignored = opened.thenAcceptAsync(this::readAll);
    return opened.thenAccept(response -> {
      if (response.statusCode() != 200) {
        throw new IllegalStateException("no stream: " + response.statusCode());
      }
    });
  }

  @Override
  Call start(String method, ObjectNode params) {
    // both kinds of ids, since 7 and "7" are different ones
    int number = lastId.incrementAndGet();
    var message = JSON.createObjectNode().put("jsonrpc", "2.0");
    var id = number % 2 == 0
        ? JSON.getNodeFactory().numberNode(number)
        : JSON.getNodeFactory().textNode("c" + number);
    message.set("id", id);
    message.put("method", method).set("params", params);
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    var ignored = post(message).exceptionally(failure -> {
      answer.completeExceptionally(failure);
      return null;
    });
    return new Call(id, answer);
  }

  @Override
  void cancel(Call call) {
    waiting.remove(call.id());
    var message =
        JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/cancelled");
    message.putObject("params").set("requestId", call.id());
    var ignored = post(message);
  }

  @Override
  Optional<String> subscribe(String uri) throws Exception {
    var answer = request("resources/subscribe", JSON.createObjectNode().put("uri", uri));
    return answer.has("result")
        ? Optional.empty()
        : Optional.of(answer.path("error").path("code").asText());
  }

  @Override
  void setLogLevel(String level) throws Exception {
    request("logging/setLevel", JSON.createObjectNode().put("level", level));
  }

  private HttpRequest.Builder headers(HttpRequest.Builder request) {
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
      if (revision().compareTo("2025-06-18") >= 0) {
        request.header("MCP-Protocol-Version", revision());
      }
    }
    return request;
  }

  /** Sends a message; done when the answer's head is there and, if it has one, its body is being read. */
  private CompletableFuture<Void> post(JsonNode message) {
    return endpoint
        .thenCompose(target -> send(headers(to(target)).POST(body(message)).build()))
        .thenAccept(response -> {
          response.headers().firstValue("Mcp-Session-Id").ifPresent(id -> session = id);
          if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + " for " + message);
          }
          if (response.statusCode() == 200) {
            CompletableFuture.runAsync(() -> readAll(response));
          }
        });
  }

  private void readAll(HttpResponse<Stream<String>> response) {
    try {
      read(response, this::take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String event, String data) throws IOException {
    if (event.equals("endpoint")) {
      endpoint.complete(url().resolve(data));
      return;
    }
    var message = JSON.readTree(data);
    var id = message.path("id");
    if (!message.has("method")) {
      var answer = waiting.remove(id);
      if (answer != null) {
        answer.complete(message);
      }
    } else if (message.has("id")) {
      var answer = JSON.createObjectNode().put("jsonrpc", "2.0");
      answer.set("id", id);
      answer.set("result", resultFor(message.path("method").asText()));
      var ignored = post(answer);
    } else {
      hear(message);
    }
  }

  @Override
  public void close() throws Exception {
    if (!session.isEmpty()) {
      try {
        sendAndWait(headers(HttpRequest.newBuilder(url())).DELETE().build());
      } catch (CompletionException | IOException e) {
        // it is gone already
      }
    }
    super.close();
  }
}
