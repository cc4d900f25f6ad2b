package io.mcpmanager.examples.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A client of the gateway with a session of its own, as plain as the protocol allows. Thread-safe. */
final class McpSession implements AutoCloseable {

  private static final String REVISION = "2025-11-25";

  private final HttpClient http;
  private final URI endpoint;
  private final AtomicLong ids = new AtomicLong();
  private String session = "";

  private McpSession(HttpClient http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /** Connects and initializes. */
  static McpSession open(URI endpoint, Duration deadline)
      throws IOException, InterruptedException, TimeoutException {
    var opened = new McpSession(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), endpoint);
    ObjectNode hello = Json.object().put("protocolVersion", REVISION);
    hello.putObject("capabilities");
    hello.putObject("clientInfo").put("name", "faults").put("version", "1");
    ObjectNode initialize =
        Json.object().put("jsonrpc", "2.0").put("id", 0).put("method", "initialize");
    initialize.set("params", hello);
    HttpResponse<byte[]> answer = opened.post(initialize.toString(), deadline);
    opened.session = answer
        .headers()
        .firstValue("Mcp-Session-Id")
        .orElseThrow(() -> new IOException("no session: " + new String(answer.body(), UTF_8)));
    HttpResponse<byte[]> ignored =
        opened.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", deadline);
    return opened;
  }

  /** Calls a tool with one argument, {@code text}, and returns the JSON-RPC answer. */
  JsonNode callTool(String name, String text, Duration deadline)
      throws IOException, InterruptedException, TimeoutException {
    ObjectNode params = Json.object().put("name", name);
    params.putObject("arguments").put("text", text);
    return request("tools/call", params, deadline);
  }

  /**
   * Sends a request and returns the JSON-RPC answer, be it a result or an error.
   *
   * @throws TimeoutException if the answer was not there within the deadline
   * @throws IOException if there was no JSON-RPC answer
   */
  JsonNode request(String method, JsonNode params, Duration deadline)
      throws IOException, InterruptedException, TimeoutException {
    long id = ids.incrementAndGet();
    ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", params);
    HttpResponse<byte[]> answer = post(request.toString(), deadline);
    String body = new String(answer.body(), UTF_8);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    JsonNode message = type.startsWith("text/event-stream") ? lastOf(body, id) : Json.read(body);
    if (message.path("id").asLong() != id) {
      throw new IOException("status " + answer.statusCode() + ", expected an answer to " + id
          + ", found " + shorten(body));
    }
    return message;
  }

  private static JsonNode lastOf(String stream, long id) throws IOException {
    for (String line : stream.split("\n", -1)) {
      if (line.startsWith("data:") && line.length() > 6) {
        JsonNode message = Json.read(line.substring(5));
        if (message.path("id").asLong() == id && !message.has("method")) {
          return message;
        }
      }
    }
    throw new IOException("the stream ended without an answer: " + shorten(stream));
  }

  private static String shorten(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  /** All that belongs to an answer has to be there within the deadline, not just its beginning. */
  private HttpResponse<byte[]> post(String body, Duration deadline)
      throws IOException, InterruptedException, TimeoutException {
    var request = HttpRequest.newBuilder(endpoint)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(BodyPublishers.ofString(body));
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", REVISION);
    }
    var answer = http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** Ends the session at the manager as well. */
  @Override
  public void close() throws IOException, InterruptedException {
    try {
      var ignored = http.send(
          HttpRequest.newBuilder(endpoint)
              .header("Mcp-Session-Id", session)
              .timeout(Duration.ofSeconds(10))
              .DELETE()
              .build(),
          BodyHandlers.discarding());
    } finally {
      http.shutdownNow();
      http.close();
    }
  }
}
