package io.mcpmanager.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.testkit.ScriptedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One instance of a server whose only tool asks back before it answers, and puts the secret of the call into whatever it
 * sends. It does nothing by itself: its next steps lie in a queue until a test takes them.
 */
final class TalkingServer {

  static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedChannel channel;
  private final boolean modern;
  private final Queue<Runnable> steps;
  private final Queue<String> violations;
  private final AtomicLong lastQuestion = new AtomicLong();
  private final Map<String, JsonNode> questions = new ConcurrentHashMap<>();

  /**
   * An instance at the other end of {@code channel}.
   *
   * @param modern whether it speaks 2026-07-28, else 2025-11-25
   * @param steps takes what it wants to do next
   * @param violations takes what it got and must not get
   */
  TalkingServer(
      ScriptedChannel channel, boolean modern, Queue<Runnable> steps, Queue<String> violations) {
    this.channel = channel;
    this.modern = modern;
    this.steps = steps;
    this.violations = violations;
    channel.answerWith(this::take);
  }

  private Optional<String> take(String text) {
    var message = parse(text);
    if (!message.has("method")) {
      answered(message);
      return Optional.empty();
    }
    if (!message.has("id")) {
      return Optional.empty();
    }
    var id = message.get("id");
    return switch (message.path("method").asText()) {
      case "initialize" ->
        Optional.of(
            modern
                ? error(id, -32022, "only 2026-07-28")
                : result(
                    id,
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"talking\",\"version\":\"1\"}}"));
      case "server/discover" ->
        Optional.of(
            modern
                ? result(
                    id,
                    "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                        + "\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"public\"}")
                : error(id, -32601, "no such method"));
      case "tools/list" ->
        Optional.of(result(
            id,
            "{\"tools\":[{\"name\":\"talk\",\"inputSchema\":{\"type\":\"object\"}}]"
                + (modern
                    ? ",\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"public\"}"
                    : "}")));
      case "ping" -> Optional.of(result(id, "{}"));
      case "tools/call" -> {
        called(message);
        yield Optional.empty();
      }
      default -> Optional.of(error(id, -32601, "no such method"));
    };
  }

  private void called(JsonNode call) {
    var params = call.path("params");
    var secret = params.path("arguments").path("secret").asText();
    steps.add(() -> {
      var token = params.path("_meta").get("progressToken");
      if (token != null) {
        deliver("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
            + "\"progressToken\":" + token + ",\"progress\":1,\"message\":\"" + secret + "\"}}");
      }
      steps.add(() -> {
        if (modern) {
          askByResult(call, secret);
        } else {
          askByRequest(call, secret);
        }
      });
    });
  }

  private void askByRequest(JsonNode call, String secret) {
    var id = "q" + lastQuestion.incrementAndGet();
    questions.put(id, call);
    deliver("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"sampling/createMessage\","
        + "\"params\":" + question(secret) + "}");
  }

  private void answered(JsonNode answer) {
    var call = questions.remove(answer.path("id").asText());
    if (call == null) {
      violations.add("a server got an answer nobody waits for: " + answer);
      return;
    }
    var secret = call.path("params").path("arguments").path("secret").asText();
    if (answer.has("result")) {
      check(secret, answer.path("result"));
    }
    steps.add(() -> finish(call, secret));
  }

  private void askByResult(JsonNode call, String secret) {
    var params = call.path("params");
    var capabilities = params.path("_meta").path("io.modelcontextprotocol/clientCapabilities");
    if (params.has("inputResponses")) {
      check(secret, params.path("inputResponses").path("k"));
      if (!params.path("requestState").asText().equals("state " + secret)) {
        violations.add("a server got the wrong state: " + call);
      }
      finish(call, secret);
    } else if (capabilities.has("sampling")) {
      deliver(result(
          call.get("id"),
          "{\"resultType\":\"input_required\",\"requestState\":\"state " + secret
              + "\",\"inputRequests\":{\"k\":{\"method\":\"sampling/createMessage\","
              + "\"params\":" + question(secret) + "}}}"));
    } else {
      finish(call, secret);
    }
  }

  private void finish(JsonNode call, String secret) {
    deliver(result(
        call.get("id"),
        "{\"content\":[{\"type\":\"text\",\"text\":\"" + secret + "\"}]"
            + (modern ? ",\"resultType\":\"complete\"}" : "}")));
  }

  private void check(String secret, JsonNode answer) {
    if (!answer.path("content").path("text").asText().equals("re " + secret)) {
      violations.add("a server asked for " + secret + " and got " + answer);
    }
  }

  private void deliver(String message) {
    channel.deliver(message);
  }

  private static String question(String secret) {
    return "{\"maxTokens\":9,\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","
        + "\"text\":\"" + secret + "\"}}]}";
  }

  private static String result(JsonNode id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static String error(JsonNode id, int code, String message) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\""
        + message + "\"}}";
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
