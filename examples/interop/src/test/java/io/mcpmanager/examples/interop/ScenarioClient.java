package io.mcpmanager.examples.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client within this program that tries everything a server offers, through a manager: so it is the manager that the
 * server meets as its client. Asked by the server it accepts, with the default of each field of a form.
 */
final class ScenarioClient {

  private static final CallContext ME = CallContext.system("conformance");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODERN = "2026-07-28";
  private static final String META = "io.modelcontextprotocol/";
  private static final String CAPABILITIES =
      "{\"roots\":{},\"sampling\":{},\"elicitation\":{\"form\":{}}}";
  private static final int MOST_ROUNDS = 8;

  private final McpManager manager;
  private final Scope scope;
  private final JsonNode context;
  private final AtomicInteger ids = new AtomicInteger();
  private final boolean modern;

  private ScenarioClient(McpManager manager, Scope scope, JsonNode task) {
    this.manager = manager;
    this.scope = scope;
    this.context = task.path("context");
    this.modern = task.path("revision").asText().equals(MODERN);
  }

  /**
   * Goes through one scenario, with a server of the manager's that exists as long.
   *
   * @param task as {@code conformance-client.mjs} tells it
   */
  static void play(McpManager manager, String name, JsonNode task) throws Exception {
    URI url = URI.create(task.path("server").asText());
    ServerId id = manager
        .servers()
        .create(ME, ServerDefinition.of(name, RemoteLaunch.of(url)))
        .id();
    try {
      CommandResult started = manager.servers().execute(ME, id, new ServerCommand.Start());
      if (!started.success()) {
        throw new IllegalStateException(started.toString());
      }
      new ScenarioClient(manager, Scope.server(name), task).tryAll();
    } finally {
      // ends the connections, which the suite waits for
      manager.servers().execute(ME, id, new ServerCommand.Delete());
    }
  }

  private void tryAll() throws Exception {
    if (modern) {
      tryAll(this::exchange);
      return;
    }
    try (McpSession session = manager.gateway().open(ME, scope)) {
      ask(
          session,
          "initialize",
          JSON.readTree("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + CAPABILITIES
              + ",\"clientInfo\":{\"name\":\"scenario\",\"version\":\"1\"}}"));
      tryAll((method, params) -> ask(session, method, params));
    }
  }

  @FunctionalInterface
  private interface Requests {

    /** Sends a request and returns the answer to it. */
    JsonNode send(String method, JsonNode params) throws Exception;
  }

  private void tryAll(Requests requests) throws Exception {
    JsonNode tools = list(requests, "tools/list", "tools");
    if (context.has("toolCalls")) {
      for (JsonNode call : context.path("toolCalls")) {
        requests.send("tools/call", call);
      }
    } else {
      for (JsonNode tool : tools) {
        ObjectNode call = JSON.createObjectNode();
        call.set("name", tool.path("name"));
        call.set("arguments", arguments(tool, tools));
        requests.send("tools/call", call);
      }
    }
    for (JsonNode resource : list(requests, "resources/list", "resources")) {
      requests.send(
          "resources/read",
          JSON.createObjectNode().put("uri", resource.path("uri").asText()));
    }
    for (JsonNode prompt : list(requests, "prompts/list", "prompts")) {
      requests.send(
          "prompts/get", JSON.createObjectNode().put("name", prompt.path("name").asText()));
    }
  }

  private static JsonNode list(Requests requests, String method, String member) throws Exception {
    return requests.send(method, JSON.createObjectNode()).path("result").path(member);
  }

  /** Something for each argument that a tool requires; where it wants a schema, that of another tool. */
  private static ObjectNode arguments(JsonNode tool, JsonNode tools) {
    ObjectNode arguments = JSON.createObjectNode();
    for (JsonNode name : tool.path("inputSchema").path("required")) {
      JsonNode type =
          tool.path("inputSchema").path("properties").path(name.asText()).path("type");
      switch (type.asText()) {
        case "number", "integer" -> arguments.put(name.asText(), 7);
        case "boolean" -> arguments.put(name.asText(), true);
        case "object" -> arguments.set(name.asText(), tools.path(0).path("inputSchema"));
        default -> arguments.put(name.asText(), "text");
      }
    }
    return arguments;
  }

  /** A request of a client with a session. */
  private JsonNode ask(McpSession session, String method, JsonNode params) throws Exception {
    byte[] answer = session
        .handle(message(method, params), question -> answerLater(session, question))
        .orElseThrow();
    return JSON.readTree(answer);
  }

  /** On a thread of its own, as whoever hands over the question must not be held up. */
  private static void answerLater(McpSession session, byte[] bytes) {
    JsonNode question = read(bytes);
    if (!question.has("id")) {
      return;
    }
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", question.get("id"));
    answer.set("result", input(question));
    byte[] message = answer.toString().getBytes(UTF_8);
    Thread.startVirtualThread(() -> {
      try {
        session.handle(message, ignored -> {});
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** A request of a client without one, repeated with what was missing. */
  private JsonNode exchange(String method, JsonNode params) throws Exception {
    ObjectNode next = params.deepCopy();
    JsonNode answer = JSON.missingNode();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      ObjectNode meta = next.putObject("_meta");
      meta.put(META + "protocolVersion", MODERN);
      meta.set(META + "clientCapabilities", JSON.readTree(CAPABILITIES));
      meta.putObject(META + "clientInfo").put("name", "scenario").put("version", "1");
      answer = JSON.readTree(manager
          .gateway()
          .exchange(ME, scope, message(method, next), null, ignored -> {})
          .answer()
          .orElseThrow());
      JsonNode result = answer.path("result");
      if (!result.path("resultType").asText().equals("input_required")) {
        return answer;
      }
      next = params.deepCopy();
      ObjectNode responses = next.putObject("inputResponses");
      for (Map.Entry<String, JsonNode> input : result.path("inputRequests").properties()) {
        responses.set(input.getKey(), input(input.getValue()));
      }
      if (result.has("requestState")) {
        next.set("requestState", result.get("requestState"));
      }
    }
    return answer;
  }

  private byte[] message(String method, JsonNode params) {
    ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0");
    message.put("id", ids.incrementAndGet()).put("method", method).set("params", params);
    return message.toString().getBytes(UTF_8);
  }

  /** What a server gets that asks. */
  private static JsonNode input(JsonNode question) {
    ObjectNode result = JSON.createObjectNode();
    switch (question.path("method").asText()) {
      case "roots/list" -> result.putArray("roots").addObject().put("uri", "file:///scenario");
      case "sampling/createMessage" -> {
        result.put("role", "assistant").put("model", "none");
        result.putObject("content").put("type", "text").put("text", "sampled");
      }
      case "elicitation/create" -> {
        ObjectNode content = result.put("action", "accept").putObject("content");
        question
            .at("/params/requestedSchema/properties")
            .properties()
            .forEach(field -> content.set(field.getKey(), field.getValue().path("default")));
        content.properties().removeIf(field -> field.getValue().isMissingNode());
      }
      default -> {
        // a ping
      }
    }
    return result;
  }

  private static JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
