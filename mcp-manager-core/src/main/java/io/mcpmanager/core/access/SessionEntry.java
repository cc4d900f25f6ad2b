package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A session of a browser, or what came of a program's sign-in for tokens.
 *
 * @param id begins with the user's id and a dot, so that a user's are found together
 * @param mac keyed hash of the present session token; empty for tokens
 * @param method how it began, such as {@code password} or {@code link}
 * @param tokenSince since when there is the present session token
 */
record SessionEntry(
    String id,
    String user,
    String mac,
    String method,
    String address,
    Instant createdAt,
    Instant lastUsedAt,
    Instant tokenSince) {

  SessionEntry usedAt(Instant instant) {
    return new SessionEntry(id, user, mac, method, address, createdAt, instant, tokenSince);
  }

  SessionEntry renewed(String newMac, Instant now) {
    return new SessionEntry(id, user, newMac, method, address, createdAt, now, now);
  }

  SessionEntry withMethod(String newMethod) {
    return new SessionEntry(id, user, mac, newMethod, address, createdAt, lastUsedAt, tokenSince);
  }

  ObjectNode json() {
    return Fields.object()
        .put("id", id)
        .put("user", user)
        .put("mac", mac)
        .put("method", method)
        .put("address", address)
        .put("createdAt", createdAt.toString())
        .put("lastUsedAt", lastUsedAt.toString())
        .put("tokenSince", tokenSince.toString());
  }

  static SessionEntry read(JsonNode json) {
    return new SessionEntry(
        Fields.text(json, "id"),
        Fields.text(json, "user"),
        Fields.text(json, "mac"),
        Fields.text(json, "method"),
        Fields.text(json, "address"),
        Instant.parse(Fields.text(json, "createdAt")),
        Instant.parse(Fields.text(json, "lastUsedAt")),
        Instant.parse(Fields.text(json, "tokenSince")));
  }
}
