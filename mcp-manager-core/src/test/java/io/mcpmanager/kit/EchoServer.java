package io.mcpmanager.kit;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.testkit.ScriptedChannel;
import java.util.Optional;

/** A server of 2025-11-25 with one tool, which says the same each time. */
final class EchoServer {

  static void answer(ScriptedChannel channel) {
    channel.answerWith(EchoServer::take);
  }

  private static Optional<String> take(String text) {
    JsonNode message = TalkingServer.parse(text);
    if (!message.has("method") || !message.has("id")) {
      return Optional.empty();
    }
    return Optional.of(
        switch (message.path("method").asText()) {
          case "initialize" ->
            result(
                message,
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                    + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}");
          case "tools/list" ->
            result(
                message, "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}");
          case "tools/call" ->
            result(message, "{\"content\":[{\"type\":\"text\",\"text\":\"heard\"}]}");
          case "ping" -> result(message, "{}");
          default ->
            "{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id")
                + ",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}";
        });
  }

  private static String result(JsonNode request, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":" + result + "}";
  }

  private EchoServer() {}
}
