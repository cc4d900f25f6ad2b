package io.mcpmanager.api.access;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A person who may sign in. Immutable.
 *
 * @param id stable and meaningless; principal and audit trail name it
 * @param name by which they sign in; unique, 1 to 64 characters
 * @param displayName how to call them on screen
 * @param email may be empty
 * @param roles names of their roles in each tenant they belong to
 * @param enabled whether they may sign in
 * @param secondFactor whether they have confirmed a second factor
 * @param external whether an OpenID provider vouches for them
 * @param revision number of the last change, from 1
 * @param createdAt when they were added
 * @param lastSignInAt when they last signed in
 */
public record User(
    String id,
    String name,
    String displayName,
    String email,
    Map<String, Set<String>> roles,
    boolean enabled,
    boolean secondFactor,
    boolean external,
    long revision,
    Instant createdAt,
    Optional<Instant> lastSignInAt) {

  /** Copies the roles. */
  public User {
    roles = Map.copyOf(roles);
  }
}
