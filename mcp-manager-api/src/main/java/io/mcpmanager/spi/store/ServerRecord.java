package io.mcpmanager.spi.store;

import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;

/**
 * A server as it is stored. Instants are kept with millisecond precision.
 *
 * @param id its id
 * @param tenant who owns it
 * @param name unique within the tenant
 * @param revision counts the changes of the definition, from 1
 * @param createdAt when it was created
 * @param updatedAt when its definition last changed
 * @param desired what the last command asked for
 * @param generation number of its last life; 0 if it has not been started yet
 * @param definition the definition as a JSON document
 */
public record ServerRecord(
    ServerId id,
    String tenant,
    String name,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    DesiredState desired,
    long generation,
    String definition) {}
