package io.mcpmanager.api.access;

import java.time.Instant;
import java.util.Optional;

/**
 * An API key as it can be shown: without its secret.
 *
 * @param id stable
 * @param name for people
 * @param prefix how the key begins, {@code mcp_k_} and eight characters
 * @param owner id of the principal who made it
 * @param tenant the one tenant it is good for
 * @param grants what it allows, within what its owner may do
 * @param tier name of the limits that apply to it
 * @param createdAt when it was made
 * @param expiresAt when it ends, if it does
 * @param lastUsedAt when it was last used, within some minutes
 * @param replacedBy id of the key that takes its place, once it has been rotated
 */
public record ApiKey(
    String id,
    String name,
    String prefix,
    String owner,
    String tenant,
    Grants grants,
    String tier,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<String> replacedBy) {}
