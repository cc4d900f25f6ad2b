package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Access.OpenSession;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Users, roles, keys and sessions as REST, exports and the command line show and take them. */
public final class AccessJson {

  private static final int MAX_LENGTH = 1 << 17;

  /** A user. */
  public static ObjectNode user(User user) {
    ObjectNode json = object()
        .put("id", user.id())
        .put("name", user.name())
        .put("displayName", user.displayName())
        .put("email", user.email())
        .put("enabled", user.enabled())
        .put("secondFactor", user.secondFactor())
        .put("external", user.external())
        .put("revision", user.revision())
        .put("createdAt", user.createdAt().toString())
        .put("lastSignInAt", text(user.lastSignInAt()));
    ObjectNode roles = json.putObject("roles");
    new TreeMap<>(user.roles()).forEach((tenant, names) -> {
      ArrayNode array = roles.putArray(tenant);
      names.stream().sorted().forEach(array::add);
    });
    return json;
  }

  /** What somebody may do. */
  public static ArrayNode permissions(Grants grants) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    grants.permissions().stream().map(Permission::text).sorted().forEach(array::add);
    return array;
  }

  /** A role. */
  public static ObjectNode role(Role role) {
    ObjectNode json = object()
        .put("name", role.name())
        .put("description", role.description())
        .put("builtIn", role.builtIn());
    json.set("permissions", permissions(role.grants()));
    return json;
  }

  /** A key, without its secret. */
  public static ObjectNode key(ApiKey key) {
    ObjectNode json = object()
        .put("id", key.id())
        .put("name", key.name())
        .put("prefix", key.prefix())
        .put("owner", key.owner())
        .put("tenant", key.tenant())
        .put("tier", key.tier())
        .put("createdAt", key.createdAt().toString())
        .put("expiresAt", text(key.expiresAt()))
        .put("lastUsedAt", text(key.lastUsedAt()))
        .put("replacedBy", key.replacedBy().orElse(null));
    json.set("permissions", permissions(key.grants()));
    return json;
  }

  /** A session that goes on. */
  public static ObjectNode session(OpenSession session) {
    return object()
        .put("id", session.id())
        .put("user", session.user())
        .put("kind", session.kind())
        .put("address", session.address())
        .put("createdAt", session.createdAt().toString())
        .put("lastUsedAt", session.lastUsedAt().toString())
        .put("present", session.present());
  }

  /** Who somebody is and what they may do in each of their tenants. */
  public static ObjectNode identity(Identity identity) {
    ObjectNode json = object()
        .put("principal", identity.principal().id())
        .put("kind", EnumText.of(identity.principal().kind()))
        .put("name", identity.name())
        .put("credential", identity.credential())
        .put("expiresAt", text(identity.expiresAt()));
    ArrayNode memberships = json.putArray("tenants");
    identity.memberships().forEach(one -> memberships
        .addObject()
        .put("tenant", one.tenant())
        .set("permissions", permissions(one.grants())));
    return json;
  }

  /**
   * What is wanted of a user.
   *
   * @throws ValidationException with everything that is wrong
   */
  public static NewUser newUser(String json) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = read(json, problems);
    var wanted = new NewUser(
        fields.requiredText("name"),
        fields.text("displayName", ""),
        fields.text("email", ""),
        new LinkedHashSet<>(fields.texts("roles")),
        fields.flag("enabled", true));
    end(fields, problems);
    return wanted;
  }

  /**
   * What is wanted of a key.
   *
   * @throws ValidationException with everything that is wrong
   */
  public static NewKey newKey(String json) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = read(json, problems);
    var wanted = new NewKey(
        fields.requiredText("name"),
        permissions(fields),
        Optional.ofNullable(instant(fields, "expiresAt")),
        fields.text("tier", ""));
    end(fields, problems);
    return wanted;
  }

  /**
   * What a role shall be.
   *
   * @param description for people
   * @param permissions what it shall allow
   */
  public record WantedRole(String description, Set<Permission> permissions) {}

  /**
   * What a role shall be.
   *
   * @throws ValidationException with everything that is wrong
   */
  public static WantedRole role(String json) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = read(json, problems);
    var wanted = new WantedRole(fields.text("description", ""), permissions(fields));
    end(fields, problems);
    return wanted;
  }

  private static FieldReader read(String json, List<Problem> problems) {
    JsonNode node = StrictJson.read(json, MAX_LENGTH);
    FieldReader fields = FieldReader.of(node, "", problems);
    if (fields == null) {
      throw new ValidationException(problems);
    }
    return fields;
  }

  private static void end(FieldReader fields, List<Problem> problems) {
    fields.end();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
  }

  private static Set<Permission> permissions(FieldReader fields) {
    var read = new LinkedHashSet<Permission>();
    int place = 0;
    for (String scope : fields.texts("permissions")) {
      Optional<Permission> permission = Permission.parse(scope);
      if (permission.isPresent()) {
        read.add(permission.get());
      } else {
        fields.report(
            "permissions[" + place + "]",
            "must be a permission such as servers:read or tools:execute:github",
            Problem.Code.INVALID_FORMAT);
      }
      place++;
    }
    return read;
  }

  private static @Nullable Instant instant(FieldReader fields, String name) {
    String text = fields.text(name);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      fields.report(
          name, "must be an instant such as 2027-01-31T12:00:00Z", Problem.Code.INVALID_FORMAT);
      return null;
    }
  }

  private static @Nullable String text(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse(null);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private AccessJson() {}
}
