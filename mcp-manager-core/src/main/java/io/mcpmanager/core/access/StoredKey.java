package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A key that access tokens are signed with.
 *
 * @param sealed the whole key as JSON Web Key, sealed
 * @param createdAt when it was made; the youngest signs, the others only check
 */
record StoredKey(String id, String sealed, Instant createdAt) {

  ObjectNode json() {
    return Fields.object()
        .put("id", id)
        .put("sealed", sealed)
        .put("createdAt", createdAt.toString());
  }

  static StoredKey read(JsonNode json) {
    return new StoredKey(
        Fields.text(json, "id"),
        Fields.text(json, "sealed"),
        Instant.parse(Fields.text(json, "createdAt")));
  }
}
