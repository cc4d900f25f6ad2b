package io.mcpmanager.api.secret;

import java.time.Instant;
import java.util.List;

/**
 * What may be known of a secret: everything but its value.
 *
 * @param name by which definitions refer to it; unique within its tenant
 * @param description for people; may be empty
 * @param revision number of the last change, from 1
 * @param createdAt when it was set first
 * @param updatedAt when it was last changed
 * @param uses the servers whose definitions refer to it, by name
 */
public record Secret(
    String name,
    String description,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    List<SecretUse> uses) {

  /** Copies the uses. */
  public Secret {
    uses = List.copyOf(uses);
  }
}
