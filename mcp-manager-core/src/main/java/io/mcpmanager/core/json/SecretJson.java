package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.secret.Credential;
import io.mcpmanager.api.secret.Secret;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.secret.Secrets;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What may be known of secrets and credentials as documents, and values on their way in. */
public final class SecretJson {

  private static final int MAX_LENGTH = 1 << 20;

  /**
   * A value on its way in.
   *
   * @param value it
   * @param description for people, or null to keep what there is
   */
  public record NewValue(SecretValue value, @Nullable String description) {}

  /** A secret without its value. */
  public static ObjectNode secret(Secret secret) {
    ObjectNode json = JsonNodeFactory.instance
        .objectNode()
        .put("name", secret.name())
        .put("description", secret.description())
        .put("revision", secret.revision())
        .put("createdAt", secret.createdAt().toString())
        .put("updatedAt", secret.updatedAt().toString());
    ArrayNode uses = json.putArray("uses");
    secret.uses().forEach(use -> uses.addObject()
        .put("server", use.server().value())
        .put("name", use.name())
        .put("outdated", use.outdated()));
    return json;
  }

  /** A credential without its value. */
  public static ObjectNode credential(Credential credential) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("server", credential.server().value())
        .put("serverName", credential.serverName())
        .put("name", credential.name())
        .put("set", credential.updatedAt().isPresent())
        .put("updatedAt", credential.updatedAt().map(Instant::toString).orElse(null));
  }

  /** What a rotation of keys has done. */
  public static ObjectNode rotation(Secrets.KeyRotation rotation) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("newKey", rotation.newKey())
        .put("resealed", rotation.resealed());
  }

  /**
   * Reads {@code value} and, if they may be described, {@code description}.
   *
   * @throws ValidationException with everything that is wrong; it quotes nothing
   */
  public static NewValue read(String json, boolean described) {
    var problems = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(StrictJson.read(json, MAX_LENGTH), "", problems);
    if (fields == null) {
      throw new ValidationException(problems);
    }
    var read = new NewValue(
        SecretValue.of(fields.requiredText("value")),
        described ? fields.text("description") : null);
    fields.end();
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return read;
  }

  private SecretJson() {}
}
