package io.mcpmanager.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.ScriptedChannel;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server of 2026-07-28 in memory. Answers on the thread that asks. */
final class ModernServer implements MessageChannel {

  static final String META = "io.modelcontextprotocol/";
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<OutboundMessage> outbound = new CopyOnWriteArrayList<>();
  private final ScriptedChannel channel = new ScriptedChannel();
  private final Map<String, Function<JsonNode, Optional<String>>> handlers =
      new ConcurrentHashMap<>();
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();

  ModernServer(String capabilities) {
    channel.answerWith(this::take);
    result(
        "server/discover",
        request -> "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":" + capabilities + "}");
    on("subscriptions/listen", request -> {
      acknowledge(request, request.path("params").path("notifications").toString());
      return Optional.empty();
    });
  }

  ModernServer result(String method, Function<JsonNode, String> result) {
    return on(
        method,
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":"
            + result.apply(request) + "}"));
  }

  ModernServer error(String method, int code, String data) {
    return on(
        method,
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
            + ",\"error\":{\"code\":" + code + ",\"message\":\"no\",\"data\":" + data + "}}"));
  }

  ModernServer on(String method, Function<JsonNode, Optional<String>> answer) {
    handlers.put(method, answer);
    return this;
  }

  void acknowledge(JsonNode listen, String honoured) {
    notify(
        "notifications/subscriptions/acknowledged",
        "{\"notifications\":" + honoured + ",\"_meta\":{\"" + META + "subscriptionId\":"
            + listen.get("id") + "}}");
  }

  void notify(String method, String params) {
    channel.deliver(
        "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  void deliver(String message) {
    channel.deliver(message);
  }

  void breakOff(String reason) {
    channel.breakOff(reason);
  }

  boolean isClosed() {
    return channel.isClosed();
  }

  List<JsonNode> received(String method) {
    return received.stream()
        .filter(message -> message.path("method").asText().equals(method))
        .toList();
  }

  Optional<String> negotiated() {
    return channel.negotiatedRevision();
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> take(String text) {
    JsonNode message = parse(text);
    received.add(message);
    Function<JsonNode, Optional<String>> handler =
        handlers.get(message.path("method").asText());
    if (handler != null) {
      return handler.apply(message);
    }
    return message.has("id")
        ? Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id")
            + ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}")
        : Optional.empty();
  }

  @Override
  public void open(Receiver receiver) {
    channel.open(receiver);
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) {
    outbound.add(message);
    channel.send(message, timeout);
  }

  Map<String, String> headers(String method) {
    return outbound.stream()
        .filter(message -> method.equals(message.method()))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no " + method))
        .headers();
  }

  String body(OutboundMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void negotiated(String protocolRevision) {
    channel.negotiated(protocolRevision);
  }

  @Override
  public void close() {
    channel.close();
  }
}
