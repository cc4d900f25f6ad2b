package io.mcpmanager.examples.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A client of one revision that does just what its revision says, and shows everything it gets. What servers ask of it
 * it answers with fixed answers.
 */
abstract sealed class ScriptedClient implements AutoCloseable permits SessionClient, ModernClient {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String ROOT = "file:///matrix";
  private static final int DEADLINE_SECONDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final String revision;
  private final Queue<JsonNode> heard = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();

  ScriptedClient(URI url, String revision) {
    this.url = url;
    this.revision = revision;
  }

  /** A client of {@code revision} whose session, if it has one, is open. */
  static ScriptedClient connect(URI url, String revision) throws Exception {
    if (revision.compareTo("2026-07-28") >= 0) {
      return new ModernClient(url, revision);
    }
    var client = new SessionClient(url, revision);
    client.open();
    return client;
  }

  /** A request under way. */
  record Call(JsonNode id, CompletableFuture<JsonNode> answer) {

    /** The message that answers it, a result or an error. */
    JsonNode await() throws Exception {
      return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Sends a request and does not wait for its answer. */
  abstract Call start(String method, ObjectNode params);

  /** Gives a request up, as its revision does. */
  abstract void cancel(Call call);

  /**
   * Wants to hear of changes of lists, and of the resource {@code uri}; returns once the server has agreed.
   *
   * @return the error code, if the server has not
   */
  abstract Optional<String> subscribe(String uri) throws Exception;

  /** Wants log messages from {@code level} on. */
  abstract void setLogLevel(String level) throws Exception;

  JsonNode request(String method, ObjectNode params) throws Exception {
    return start(method, params).await();
  }

  JsonNode request(String method, String params) throws Exception {
    return request(method, (ObjectNode) JSON.readTree(params));
  }

  /** Calls a tool without more. */
  JsonNode tool(String name, String arguments) throws Exception {
    return request("tools/call", "{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}");
  }

  /** The notifications of a method so far, in the order in which they came. */
  List<JsonNode> heard(String method) {
    return heard.stream()
        .filter(message -> message.path("method").asText().equals(method))
        .toList();
  }

  /** How often a server asked it for something. */
  int asked() {
    return asked.get();
  }

  String revision() {
    return revision;
  }

  URI url() {
    return url;
  }

  void hear(JsonNode notification) {
    heard.add(notification);
  }

  /** What a client of its revision can be asked for. */
  ObjectNode capabilities() {
    var capabilities = JSON.createObjectNode();
    capabilities.putObject("roots");
    capabilities.putObject("sampling");
    if (revision.compareTo("2025-06-18") >= 0) {
      capabilities.putObject("elicitation");
    }
    return capabilities;
  }

  /** The result it gives a server that asks. */
  ObjectNode resultFor(String method) throws IOException {
    asked.incrementAndGet();
    return (ObjectNode) JSON.readTree(
        switch (method) {
          case "roots/list" -> "{\"roots\": [{\"uri\": \"" + ROOT + "\"}]}";
          case "sampling/createMessage" ->
            "{\"role\": \"assistant\", \"model\": \"scripted\","
                + " \"content\": {\"type\": \"text\", \"text\": \"forty-two\"}}";
          case "elicitation/create" ->
            "{\"action\": \"accept\", \"content\": {\"colour\": \"teal\"}}";
          case "ping" -> "{}";
          default -> throw new IOException("a server asked for " + method);
        });
  }

  HttpRequest.Builder to(URI target) {
    return HttpRequest.newBuilder(target)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
  }

  CompletableFuture<HttpResponse<Stream<String>>> send(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofLines());
  }

  HttpResponse<String> sendAndWait(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  static HttpRequest.BodyPublisher body(JsonNode message) {
    return BodyPublishers.ofString(message.toString());
  }

  /** Hands on the messages of an answer, be it one document or a stream of events. */
  static void read(HttpResponse<Stream<String>> response, Receiver receiver) throws IOException {
    var type = response.headers().firstValue("Content-Type").orElse("");
    try (var lines = response.body()) {
      if (!type.startsWith("text/event-stream")) {
        var text = String.join("\n", lines.toList());
        if (!text.isBlank()) {
          receiver.take("message", text);
        }
        return;
      }
      var event = "message";
      var data = new ArrayList<String>();
      for (var each = lines.iterator(); each.hasNext(); ) {
        var line = each.next();
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.add(line.substring(5).strip());
        } else if (line.isEmpty()) {
          var text = String.join("\n", data);
          if (!text.isEmpty()) {
            receiver.take(event, text);
          }
          event = "message";
          data.clear();
        }
      }
    }
  }

  /** Takes what comes in. */
  interface Receiver {
    void take(String event, String data) throws IOException;
  }

  @Override
  public void close() throws Exception {
    // open streams would keep close() waiting
    http.shutdownNow();
  }
}
