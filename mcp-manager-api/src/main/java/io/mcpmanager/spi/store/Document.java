package io.mcpmanager.spi.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something small that the manager keeps, such as a user, a key or a rule. Instants are kept with millisecond precision.
 *
 * @param kind what it is, such as {@code user}
 * @param tenant whose it is; {@link #SHARED} if it belongs to no tenant
 * @param id unique among those of its kind and tenant
 * @param lookup by which it is found without knowing its tenant, unique among those of its kind; null for none
 * @param revision number of the last change, from 1; given by the store
 * @param createdAt when it was written first
 * @param updatedAt when it was written last
 * @param expiresAt when it may be deleted, or null
 * @param json its content, a JSON document
 */
public record Document(
    String kind,
    String tenant,
    String id,
    @Nullable String lookup,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant expiresAt,
    String json) {

  /** The tenant of what belongs to none. */
  public static final String SHARED = "*";
}
