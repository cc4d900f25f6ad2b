package io.mcpmanager.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client that puts secrets of its own into its calls, answers what it is asked, and looks at every message that
 * reaches it for the secret of somebody else. All clients use the same ids and tokens.
 */
final class Confidant {

  private static final Pattern SECRET = Pattern.compile("secret-(\\d+)-\\d+");
  private static final String META = "io.modelcontextprotocol/";

  private final McpManager manager;
  private final int number;
  private final boolean canBeAsked;
  private final Scope scope;
  private final Queue<String> violations;
  private final ExecutorService threads;
  private final AtomicInteger asked = new AtomicInteger();
  private final CallContext context = CallContext.system("test");
  private final @Nullable McpSession session;

  Confidant(
      McpManager manager,
      int number,
      boolean modern,
      boolean canBeAsked,
      Scope scope,
      Queue<String> violations,
      ExecutorService threads)
      throws InterruptedException {
    this.manager = manager;
    this.number = number;
    this.canBeAsked = canBeAsked;
    this.scope = scope;
    this.violations = violations;
    this.threads = threads;
    this.session = modern ? null : open();
  }

  private McpSession open() throws InterruptedException {
    var opened = manager.gateway().open(context, scope);
    var initialize = TalkingServer.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 0);
    var params = initialize.put("method", "initialize").putObject("params");
    params.put("protocolVersion", "2025-11-25").set("capabilities", capabilities());
    params.putObject("clientInfo").put("name", "confidant").put("version", "1");
    opened.handle(bytes(initialize), message -> take(opened, message));
    opened.handle(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(UTF_8),
        message -> take(opened, message));
    var ignored = opened.attach(message -> take(opened, message));
    return opened;
  }

  private ObjectNode capabilities() {
    var capabilities = TalkingServer.JSON.createObjectNode();
    if (canBeAsked) {
      capabilities.putObject("sampling");
    }
    return capabilities;
  }

  /** Makes one call and looks at everything that comes of it. */
  void call(String tool, int id) throws InterruptedException {
    var answer = answerTo(tool, id);
    if (answer.isEmpty()) {
      violations.add("client " + number + " was not answered call " + id);
    }
  }

  /** Makes a call and gives it up at once; whether it is answered nevertheless is a matter of luck. */
  void callAndLeave(String tool, int id) throws InterruptedException {
    var call = threads.submit(() -> answerTo(tool, id));
    if (session == null) {
      call.cancel(true);
      return;
    }
    session.handle(
        ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                + id + "}}")
            .getBytes(UTF_8),
        message -> look(read(message)));
  }

  private Optional<JsonNode> answerTo(String tool, int id) throws InterruptedException {
    var params = TalkingServer.JSON.createObjectNode().put("name", tool);
    params.putObject("arguments").put("secret", "secret-" + number + "-" + id);
    params.putObject("_meta").put("progressToken", "t" + id);
    var answer = session == null ? Optional.of(exchange(id, params)) : handle(id, params);
    answer.ifPresent(message -> {
      look(message);
      var said = message.path("result").path("content").path(0).path("text").asText();
      if (message.path("id").asInt() != id || !said.equals("secret-" + number + "-" + id)) {
        violations.add("client " + number + " was answered " + message + " for call " + id);
      }
    });
    return answer;
  }

  private Optional<JsonNode> handle(int id, ObjectNode params) throws InterruptedException {
    return session
        .handle(bytes(request(id, params)), message -> take(session, message))
        .map(Confidant::read);
  }

  private JsonNode exchange(int id, ObjectNode params) throws InterruptedException {
    var meta = (ObjectNode) params.path("_meta");
    meta.put(META + "protocolVersion", "2026-07-28");
    meta.set(META + "clientCapabilities", capabilities());
    meta.putObject(META + "clientInfo").put("name", "confidant").put("version", "1");
    while (true) {
      var answer = read(manager
          .gateway()
          .exchange(
              context, scope, bytes(request(id, params)), null, message -> look(read(message)))
          .answer()
          .orElseThrow());
      if (!answer.at("/result/resultType").asText().equals("input_required")) {
        return answer;
      }
      look(answer);
      var responses = params.putObject("inputResponses");
      for (var input : answer.at("/result/inputRequests").properties()) {
        responses.set(input.getKey(), answer(input.getValue().path("params")));
      }
      params.set("requestState", answer.at("/result/requestState"));
    }
  }

  private void take(McpSession from, byte[] bytes) {
    var message = read(bytes);
    look(message);
    if (message.has("method") && message.has("id")) {
      var answer = TalkingServer.JSON.createObjectNode().put("jsonrpc", "2.0");
      answer.set("id", message.get("id"));
      answer.set("result", answer(message.path("params")));
      var ignored =
          threads.submit(() -> from.handle(bytes(answer), related -> look(read(related))));
    }
  }

  private ObjectNode answer(JsonNode question) {
    asked.incrementAndGet();
    if (!canBeAsked) {
      violations.add("client " + number + " can't be asked, and was: " + question);
    }
    var answer = TalkingServer.JSON.createObjectNode().put("role", "assistant").put("model", "m");
    answer
        .putObject("content")
        .put("type", "text")
        .put("text", "re " + question.at("/messages/0/content/text").asText());
    return answer;
  }

  private void look(JsonNode message) {
    var secrets = SECRET.matcher(message.toString());
    while (secrets.find()) {
      if (Integer.parseInt(secrets.group(1)) != number) {
        violations.add("client " + number + " got " + message);
      }
    }
  }

  int asked() {
    return asked.get();
  }

  void close() {
    if (session != null) {
      session.close();
    }
  }

  private static ObjectNode request(int id, JsonNode params) {
    var request = TalkingServer.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
    request.put("method", "tools/call").set("params", params);
    return request;
  }

  private static byte[] bytes(JsonNode message) {
    return message.toString().getBytes(UTF_8);
  }

  private static JsonNode read(byte[] message) {
    return TalkingServer.parse(new String(message, UTF_8));
  }
}
