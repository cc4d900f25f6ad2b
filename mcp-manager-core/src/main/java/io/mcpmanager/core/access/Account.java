package io.mcpmanager.core.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.User;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored.
 *
 * @param revision number of the last change of the profile, from 1; signing in is none
 */
record Account(
    String id,
    Profile profile,
    Credentials credentials,
    long revision,
    Instant createdAt,
    @Nullable Instant lastSignInAt) {

  /**
   * Who it is.
   *
   * @param provider where an OpenID provider's person is looked up, or null
   */
  record Profile(
      String name,
      String displayName,
      String email,
      Map<String, Set<String>> roles,
      boolean enabled,
      @Nullable String provider) {

    Profile {
      roles = Map.copyOf(roles);
    }

    Profile withRoles(String tenant, Set<String> names) {
      var changed = new TreeMap<>(roles);
      if (names.isEmpty()) {
        changed.remove(tenant);
      } else {
        changed.put(tenant, Set.copyOf(names));
      }
      return new Profile(name, displayName, email, changed, enabled, provider);
    }

    Set<String> rolesIn(String tenant) {
      return roles.getOrDefault(tenant, Set.of());
    }
  }

  /**
   * How they sign in.
   *
   * @param password its hash, or null
   * @param factor the confirmed second factor, sealed, or null
   * @param proposedFactor one that has not been confirmed yet, sealed, or null
   * @param lastStep the last time step whose code was accepted
   * @param recoveryCodes keyed hashes of those that are left
   */
  record Credentials(
      @Nullable String password,
      @Nullable String factor,
      @Nullable String proposedFactor,
      long lastStep,
      Set<String> recoveryCodes) {

    static final Credentials NONE = new Credentials(null, null, null, 0, Set.of());

    Credentials {
      recoveryCodes = Set.copyOf(recoveryCodes);
    }

    Credentials withPassword(String newPassword) {
      return new Credentials(newPassword, factor, proposedFactor, lastStep, recoveryCodes);
    }

    Credentials withProposedFactor(String proposed) {
      return new Credentials(password, factor, proposed, lastStep, recoveryCodes);
    }

    Credentials withFactor(@Nullable String newFactor, long step, Set<String> codes) {
      return new Credentials(password, newFactor, null, step, codes);
    }
  }

  /** The principal a user acts as. */
  static String principal(String userId) {
    return "user:" + userId;
  }

  /** What names are compared by. */
  static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  Account withProfile(Profile newProfile) {
    return new Account(id, newProfile, credentials, revision + 1, createdAt, lastSignInAt);
  }

  Account withCredentials(Credentials newCredentials) {
    return new Account(id, profile, newCredentials, revision, createdAt, lastSignInAt);
  }

  Account signedInAt(Instant instant) {
    return new Account(id, profile, credentials, revision, createdAt, instant);
  }

  /** What others see of it, from within some tenants. */
  User user(Map<String, Set<String>> visibleRoles) {
    return new User(
        id,
        profile.name(),
        profile.displayName(),
        profile.email(),
        visibleRoles,
        profile.enabled(),
        credentials.factor() != null,
        profile.provider() != null,
        revision,
        createdAt,
        Optional.ofNullable(lastSignInAt));
  }

  ObjectNode json() {
    ObjectNode json = Fields.object()
        .put("id", id)
        .put("name", profile.name())
        .put("displayName", profile.displayName())
        .put("email", profile.email())
        .put("enabled", profile.enabled())
        .put("provider", profile.provider())
        .put("password", credentials.password())
        .put("factor", credentials.factor())
        .put("proposedFactor", credentials.proposedFactor())
        .put("lastStep", credentials.lastStep())
        .put("revision", revision)
        .put("createdAt", createdAt.toString())
        .put("lastSignInAt", Fields.text(lastSignInAt));
    Fields.put(json, "recoveryCodes", credentials.recoveryCodes());
    ObjectNode roles = json.putObject("roles");
    new TreeMap<>(profile.roles()).forEach((tenant, names) -> Fields.put(roles, tenant, names));
    return json;
  }

  static Account read(JsonNode json) {
    var roles = new TreeMap<String, Set<String>>();
    json.required("roles")
        .properties()
        .forEach(tenant -> roles.put(tenant.getKey(), Fields.texts(tenant.getValue())));
    return new Account(
        Fields.text(json, "id"),
        new Profile(
            Fields.text(json, "name"),
            Fields.text(json, "displayName"),
            Fields.text(json, "email"),
            roles,
            json.required("enabled").booleanValue(),
            Fields.optionalText(json, "provider")),
        new Credentials(
            Fields.optionalText(json, "password"),
            Fields.optionalText(json, "factor"),
            Fields.optionalText(json, "proposedFactor"),
            json.required("lastStep").longValue(),
            Fields.texts(json.required("recoveryCodes"))),
        json.required("revision").longValue(),
        Instant.parse(Fields.text(json, "createdAt")),
        Fields.instant(json, "lastSignInAt"));
  }
}
