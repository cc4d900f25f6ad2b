package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param status HTTP status
 * @param body whole body, in its envelope if it has one; a missing node for none
 * @param headers headers beside those that every answer has
 */
record Answer(int status, JsonNode body, Map<String, String> headers) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  Answer {
    headers = Map.copyOf(headers);
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
    return new Answer(status, body, more);
  }

  private static ObjectNode envelope(JsonNode data) {
    return NODES.objectNode().put("success", true).set("data", data);
  }
}
