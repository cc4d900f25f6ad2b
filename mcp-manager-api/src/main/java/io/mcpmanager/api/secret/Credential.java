package io.mcpmanager.api.secret;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Optional;

/**
 * What may be known of a credential of one user's for one server: everything but its value.
 *
 * @param server id of the server it is for
 * @param serverName its name
 * @param name what the server's definition calls it
 * @param updatedAt when it was set; empty if the server wants it and it is not set
 */
public record Credential(
    ServerId server, String serverName, String name, Optional<Instant> updatedAt) {}
