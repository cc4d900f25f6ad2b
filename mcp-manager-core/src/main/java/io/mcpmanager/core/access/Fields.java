package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Fields of stored documents. */
final class Fields {

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String text(JsonNode json, String field) {
    return json.required(field).asText();
  }

  static @Nullable String optionalText(JsonNode json, String field) {
    return json.hasNonNull(field) ? json.get(field).asText() : null;
  }

  static @Nullable Instant instant(JsonNode json, String field) {
    return json.hasNonNull(field) ? Instant.parse(json.get(field).asText()) : null;
  }

  static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  static Set<String> texts(JsonNode json) {
    var texts = new TreeSet<String>();
    json.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  static void put(ObjectNode json, String field, Collection<String> texts) {
    var array = json.putArray(field);
    texts.stream().sorted().forEach(array::add);
  }

  private Fields() {}
}
