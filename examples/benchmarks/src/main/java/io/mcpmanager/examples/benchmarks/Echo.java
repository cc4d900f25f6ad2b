package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/**
 * The smallest MCP server that can be: it answers by looking for a few names in the message, which is good enough for
 * what the manager and these benchmarks send. It should cost next to nothing, so that what is seen is the way to it.
 */
final class Echo {

  /** The call of its one tool. */
  static byte[] call(String id, String tool, String text) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
            + "\",\"arguments\":{\"text\":\"" + text + "\"}}}")
        .getBytes(ISO_8859_1);
  }

  static byte[] initialize() {
    return ("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"}}}")
        .getBytes(ISO_8859_1);
  }

  static byte[] initialized() {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(ISO_8859_1);
  }

  static byte[] tools() {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(ISO_8859_1);
  }

  /** A text of this many bytes. */
  static String text(int bytes) {
    return "x".repeat(bytes);
  }

  /** Fails unless the answer carries all of a text. */
  static void check(byte[] answer, int bytes) {
    if (answer.length < bytes + 30 || answer[answer.length - 1] != '}') {
      throw new IllegalStateException("not the answer expected: "
          + new String(answer, 0, Math.min(answer.length, 300), ISO_8859_1));
    }
  }

  /** The answer to a message; none to a notification. */
  static Optional<byte[]> answer(byte[] message) {
    String text = new String(message, ISO_8859_1);
    int id = text.indexOf("\"id\":");
    if (id < 0) {
      return Optional.empty();
    }
    int idEnd = id + 5;
    while (text.charAt(idEnd) != ',' && text.charAt(idEnd) != '}') {
      idEnd++;
    }
    String answer =
        "{\"jsonrpc\":\"2.0\",\"id\":" + text.substring(id + 5, idEnd) + "," + outcome(text) + "}";
    return Optional.of(answer.getBytes(ISO_8859_1));
  }

  private static String outcome(String request) {
    return switch (value(request, "method")) {
      case "initialize" ->
        "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}";
      case "ping" -> "\"result\":{}";
      case "tools/list" ->
        "\"result\":{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}";
      case "tools/call" ->
        "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + value(request, "text")
            + "\"}]}";
      default -> "\"error\":{\"code\":-32601,\"message\":\"unknown method\"}";
    };
  }

  private static String value(String request, String name) {
    String before = "\"" + name + "\":\"";
    int start = request.indexOf(before) + before.length();
    return request.substring(start, request.indexOf('"', start));
  }

  private Echo() {}
}
