package io.mcpmanager.core.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.testkit.ScriptedChannel;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An MCP server in memory. Answers at once, on the thread that asks, unless a test tells it otherwise. */
final class FakeServer {

  static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedChannel channel = new ScriptedChannel();
  private final Map<String, List<ObjectNode>> lists = new ConcurrentHashMap<>();
  private final Map<String, Function<JsonNode, Optional<String>>> handlers =
      new ConcurrentHashMap<>();
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final ObjectNode capabilities = JSON.createObjectNode();
  private volatile int pageSize = 1_000;
  private volatile String instructions = "";
  private volatile String revision = "2025-11-25";

  FakeServer() {
    channel.answerWith(this::take);
    for (String method :
        List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
      handlers.put(method, request -> Optional.of(page(request)));
    }
    handle(
        "tools/call",
        params -> "{\"content\":[{\"type\":\"text\",\"text\":\""
            + params.path("name").asText() + "\"}],\"echo\":" + params.path("arguments") + "}");
  }

  ScriptedChannel channel() {
    return channel;
  }

  FakeServer tools(String... names) {
    return items("tools", "tools/list", "name", names);
  }

  /** These tools and no others, each as JSON. */
  FakeServer toolsAs(String... definitions) {
    tools();
    List<ObjectNode> tools = new CopyOnWriteArrayList<>();
    for (String definition : definitions) {
      tools.add((ObjectNode) parse(definition));
    }
    lists.put("tools/list", tools);
    return this;
  }

  /** One more tool, with an input schema. */
  FakeServer toolWithSchema(String name, String schema) {
    if (!lists.containsKey("tools/list")) {
      tools();
    }
    ObjectNode tool = JSON.createObjectNode().put("name", name);
    tool.set("inputSchema", parse(schema));
    lists.get("tools/list").add(tool);
    return this;
  }

  FakeServer prompts(String... names) {
    return items("prompts", "prompts/list", "name", names);
  }

  FakeServer resources(String... uris) {
    return items("resources", "resources/list", "uri", uris);
  }

  FakeServer templates(String... templates) {
    return items("resources", "resources/templates/list", "uriTemplate", templates);
  }

  FakeServer capability(String name) {
    capabilities.putObject(name);
    return this;
  }

  FakeServer capability(String name, String json) {
    capabilities.set(name, parse(json));
    return this;
  }

  FakeServer pageSize(int size) {
    pageSize = size;
    return this;
  }

  FakeServer instructions(String text) {
    instructions = text;
    return this;
  }

  FakeServer revision(String text) {
    revision = text;
    return this;
  }

  /** Sets the result of a method by its params. */
  FakeServer handle(String method, Function<JsonNode, String> result) {
    return handleRaw(
        method,
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":"
            + result.apply(request.path("params")) + "}"));
  }

  /** Sets the whole answer to a method, or none, by the whole request. */
  FakeServer handleRaw(String method, Function<JsonNode, Optional<String>> answer) {
    handlers.put(method, answer);
    return this;
  }

  /** Lets a method be answered by {@link #answer} only. */
  FakeServer silent(String method) {
    return handleRaw(method, request -> Optional.empty());
  }

  void answer(JsonNode request, String result) {
    channel.deliver(
        "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":" + result + "}");
  }

  void notify(String method, String params) {
    channel.deliver(
        "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  /** Everything received with this method. */
  List<JsonNode> received(String method) {
    return received.stream()
        .filter(m -> m.path("method").asText().equals(method))
        .toList();
  }

  /** Answers the manager gave to the server's own requests. */
  List<JsonNode> answers() {
    return received.stream().filter(m -> !m.has("method")).toList();
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FakeServer items(String capability, String method, String key, String... keys) {
    if (!capabilities.has(capability)) {
      capabilities.putObject(capability).put("listChanged", true);
    }
    var list = new CopyOnWriteArrayList<ObjectNode>();
    for (String name : keys) {
      ObjectNode item = JSON.createObjectNode().put(key, name).put("vendor", "kept");
      list.add(item);
    }
    lists.put(method, list);
    return this;
  }

  private Optional<String> take(String message) {
    JsonNode read = parse(message);
    received.add(read);
    String method = read.path("method").asText();
    if (method.equals("initialize")) {
      return Optional.of(initialize(read));
    }
    Function<JsonNode, Optional<String>> handler = handlers.get(method);
    if (handler != null) {
      return handler.apply(read);
    }
    return read.has("id") && read.has("method")
        ? Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + read.get("id")
            + ",\"error\":{\"code\":-32601,\"message\":\"no " + method + "\"}}")
        : Optional.empty();
  }

  private String initialize(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", request.get("id"));
    ObjectNode result = answer.putObject("result").put("protocolVersion", revision);
    result.set("capabilities", capabilities);
    result.putObject("serverInfo").put("name", "fake").put("version", "7");
    if (!instructions.isEmpty()) {
      result.put("instructions", instructions);
    }
    return answer.toString();
  }

  private String page(JsonNode request) {
    String method = request.get("method").asText();
    List<ObjectNode> all = lists.getOrDefault(method, List.of());
    int start = request.path("params").path("cursor").asInt(0);
    int end = Math.min(all.size(), start + pageSize);
    String member = method.contains("templates")
        ? "resourceTemplates"
        : method.substring(0, method.indexOf('/'));
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", request.get("id"));
    ObjectNode result = answer.putObject("result");
    ArrayNode items = result.putArray(member);
    all.subList(start, end).forEach(items::add);
    if (end < all.size()) {
      result.put("nextCursor", Integer.toString(end));
    }
    return answer.toString();
  }
}
