package io.mcpmanager.server.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what clients say, and refuses what it does not understand completely. */
final class ClientMessageReader {

  static final String LOGS = "logs:";
  static final String EVENTS = "events";

  private static final Set<String> WITHOUT_POSITION = Set.of(ServerFeed.TOPIC, CallFeed.TOPIC);
  private static final int MAX_ID = 64;
  private static final int MAX_TOPICS = 32;
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private final JsonNode json;
  private final List<Problem> problems = new ArrayList<>();

  private ClientMessageReader(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads one message.
   *
   * @throws McpManagerException with {@link ErrorCode#MALFORMED_INPUT} if it is no JSON object
   * @throws ValidationException with everything that is wrong with it
   */
  static ClientMessage read(String text) {
    return new ClientMessageReader(parse(text)).message();
  }

  /** The id of a message, however wrong the rest may be. */
  static Optional<String> idOf(String text) {
    try {
      JsonNode id = parse(text).path("id");
      return id.isTextual() && id.textValue().length() <= MAX_ID
          ? Optional.of(id.textValue())
          : Optional.empty();
    } catch (McpManagerException e) {
      return Optional.empty();
    }
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new McpManagerException(ErrorCode.MALFORMED_INPUT, "a message must be valid JSON", e);
    }
    throw new McpManagerException(ErrorCode.MALFORMED_INPUT, "a message must be a JSON object");
  }

  private ClientMessage message() {
    ClientMessage message =
        switch (text(json, "type").orElse("")) {
          case "subscribe" -> subscribe();
          case "unsubscribe" -> {
            refuseOthers(json, "", Set.of("type", "id"));
            yield new ClientMessage.Unsubscribe(id());
          }
          case "ping" -> {
            refuseOthers(json, "", Set.of("type"));
            yield new ClientMessage.Ping();
          }
          default -> {
            add("type", "must be subscribe, unsubscribe or ping", Problem.Code.NOT_ALLOWED);
            yield new ClientMessage.Ping();
          }
        };
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return message;
  }

  private ClientMessage subscribe() {
    refuseOthers(json, "", Set.of("type", "id", "topics", "filter", "after"));
    JsonNode filter = json.path("filter");
    if (!filter.isMissingNode() && !filter.isObject()) {
      add("filter", "must be an object", Problem.Code.WRONG_TYPE);
    }
    refuseOthers(
        filter, "filter.", Set.of("types", "categories", "servers", "minSeverity", "minLevel"));
    List<String> topics = topics();
    var reader = new FilterReader();
    var message = new ClientMessage.Subscribe(
        id(),
        topics,
        reader.events(
            texts(filter, "types"),
            texts(filter, "categories"),
            texts(filter, "servers"),
            text(filter, "minSeverity")),
        reader.lines(text(filter, "minLevel")),
        after(topics));
    if (problems.isEmpty()) {
      reader.check();
    }
    return message;
  }

  private String id() {
    String id = text(json, "id").orElse("");
    if (id.isEmpty() || id.length() > MAX_ID) {
      add("id", "must be a text of 1 to " + MAX_ID + " characters", Problem.Code.REQUIRED);
    }
    return id;
  }

  private List<String> topics() {
    List<String> topics = texts(json, "topics").stream().distinct().toList();
    if (topics.isEmpty() || topics.size() > MAX_TOPICS) {
      add("topics", "must name 1 to " + MAX_TOPICS + " topics", Problem.Code.REQUIRED);
    }
    for (String topic : topics) {
      boolean known = topic.equals(EVENTS)
          || topic.equals(ServerFeed.TOPIC)
          || topic.equals(CallFeed.TOPIC)
          || (topic.startsWith(LOGS) && topic.length() > LOGS.length());
      if (!known) {
        add(
            "topics",
            "each must be events, servers, calls or logs:SERVER",
            Problem.Code.NOT_ALLOWED);
      }
    }
    return topics;
  }

  private Optional<Long> after(List<String> topics) {
    JsonNode after = json.path("after");
    if (after.isMissingNode() || after.isNull()) {
      return Optional.empty();
    }
    if (!after.isIntegralNumber() || !after.canConvertToLong() || after.longValue() < 0) {
      add("after", "must be a whole number from 0", Problem.Code.WRONG_TYPE);
    } else if (topics.size() != 1 || WITHOUT_POSITION.contains(topics.getFirst())) {
      add("after", "needs exactly one topic: events or logs:SERVER", Problem.Code.NOT_ALLOWED);
    }
    return Optional.of(after.longValue());
  }

  private Optional<String> text(JsonNode parent, String field) {
    JsonNode value = parent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      add(field, "must be a text", Problem.Code.WRONG_TYPE);
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  private List<String> texts(JsonNode parent, String field) {
    JsonNode values = parent.path(field);
    if (values.isMissingNode() || values.isNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isTextual()) {
        texts.add(value.textValue());
      }
    }
    if (!values.isArray() || texts.size() != values.size()) {
      add(field, "must be a list of texts", Problem.Code.WRONG_TYPE);
    }
    return texts;
  }

  private void refuseOthers(JsonNode parent, String prefix, Set<String> known) {
    parent.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        String shown = name.length() <= MAX_ID ? name : name.substring(0, MAX_ID);
        add(prefix + shown, "is not known here", Problem.Code.UNKNOWN_FIELD);
      }
    });
  }

  private void add(String field, String message, Problem.Code code) {
    problems.add(new Problem(field, message, code));
  }
}
