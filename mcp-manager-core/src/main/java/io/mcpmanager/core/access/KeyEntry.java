package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An API key as stored.
 *
 * @param id the eight characters by which it is found
 * @param mac keyed hash of the whole key
 * @param grants what it was given
 */
record KeyEntry(
    String id,
    String name,
    String mac,
    String owner,
    Grants grants,
    String tier,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable String replacedBy) {

  KeyEntry replacedBy(String successor, Instant end) {
    Instant former = expiresAt;
    return new KeyEntry(
        id,
        name,
        mac,
        owner,
        grants,
        tier,
        createdAt,
        former != null && former.isBefore(end) ? former : end,
        lastUsedAt,
        successor);
  }

  KeyEntry usedAt(Instant instant) {
    return new KeyEntry(
        id, name, mac, owner, grants, tier, createdAt, expiresAt, instant, replacedBy);
  }

  ApiKey shown(String tenant) {
    return new ApiKey(
        id,
        name,
        KeyText.PREFIX + id,
        owner,
        tenant,
        grants,
        tier,
        createdAt,
        Optional.ofNullable(expiresAt),
        Optional.ofNullable(lastUsedAt),
        Optional.ofNullable(replacedBy));
  }

  ObjectNode json() {
    ObjectNode json = Fields.object()
        .put("id", id)
        .put("name", name)
        .put("mac", mac)
        .put("owner", owner)
        .put("tier", tier)
        .put("createdAt", createdAt.toString())
        .put("expiresAt", Fields.text(expiresAt))
        .put("lastUsedAt", Fields.text(lastUsedAt))
        .put("replacedBy", replacedBy);
    Fields.put(
        json,
        "permissions",
        grants.permissions().stream().map(Permission::text).collect(Collectors.toSet()));
    return json;
  }

  static KeyEntry read(JsonNode json) {
    return new KeyEntry(
        Fields.text(json, "id"),
        Fields.text(json, "name"),
        Fields.text(json, "mac"),
        Fields.text(json, "owner"),
        grants(json.required("permissions")),
        Fields.text(json, "tier"),
        Instant.parse(Fields.text(json, "createdAt")),
        Fields.instant(json, "expiresAt"),
        Fields.instant(json, "lastUsedAt"),
        Fields.optionalText(json, "replacedBy"));
  }

  /** What stored permissions allow; those that this version does not know allow nothing. */
  static Grants grants(JsonNode permissions) {
    return Grants.of(Fields.texts(permissions).stream()
        .flatMap(scope -> Permission.parse(scope).stream())
        .toList());
  }
}
