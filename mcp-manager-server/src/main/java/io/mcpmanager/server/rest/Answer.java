package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param body whole body, in its envelope if it has one; a missing node for none
 * @param headers headers beside those that every answer has
 * @param content written instead of a body where a route answers something other than JSON, or null
 * @param type media type of the content, or null for the first of its route
 */
record Answer(
    int status,
    JsonNode body,
    Map<String, String> headers,
    @Nullable Content content,
    @Nullable String type) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  Answer {
    headers = Map.copyOf(headers);
  }

  Answer(int status, JsonNode body, Map<String, String> headers) {
    this(status, body, headers, null, null);
  }

  /** Writes a body of any length, of the media type of its route. */
  @FunctionalInterface
  interface Content {

    void writeTo(OutputStream out) throws IOException;
  }

  /** Something other than JSON. */
  static Answer of(Content content) {
    return new Answer(200, NODES.missingNode(), Map.of(), content, null);
  }

  /** The same in one of several media types of its route. */
  Answer as(String newType) {
    return new Answer(status, body, headers, content, newType);
  }

  Optional<String> mediaType() {
    return Optional.ofNullable(type);
  }

  static Answer ok(JsonNode data) {
    return of(200, data);
  }

  static Answer of(int status, JsonNode data) {
    return new Answer(status, envelope(data), Map.of());
  }

  static Answer ok(JsonNode data, ObjectNode meta) {
    return new Answer(200, envelope(data).set("meta", meta), Map.of());
  }

  /** A document as it is, without the envelope. */
  static Answer plain(JsonNode document) {
    return new Answer(200, document, Map.of());
  }

  static Answer notModified() {
    return new Answer(304, NODES.missingNode(), Map.of());
  }

  Answer with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, more, content, type);
  }

  private static ObjectNode envelope(JsonNode data) {
    return NODES.objectNode().put("success", true).set("data", data);
  }
}
