package io.mcpmanager.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.audit.AuditAnchor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Reads marks of a place in a trail: its head, its cut, and anchors. */
final class Mark {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Empty if it can't be read as one. */
  static Optional<AuditAnchor> read(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      return Optional.of(new AuditAnchor(
          node.path("tenant").asText(),
          node.path("sequence").asLong(-1),
          node.path("hash").asText(),
          Instant.parse(node.path("time").asText()),
          node.path("mac").asText()));
    } catch (JsonProcessingException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private Mark() {}
}
