package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.DefinitionJson;
import io.mcpmanager.spi.store.ServerRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is stored of a server; the components mean what they mean in {@link ServerRecord}. */
record Kept(
    ServerId id,
    String tenant,
    ServerDefinition definition,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    DesiredState desired,
    long generation) {

  static Kept created(ServerId id, String tenant, ServerDefinition definition, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MILLIS);
    return new Kept(id, tenant, definition, 1, time, time, DesiredState.STOPPED, 0);
  }

  static Kept of(ServerRecord stored) {
    return new Kept(
        stored.id(),
        stored.tenant(),
        DefinitionJson.parse(stored.definition()),
        stored.revision(),
        stored.createdAt(),
        stored.updatedAt(),
        stored.desired(),
        stored.generation());
  }

  ServerRecord toRecord() {
    return new ServerRecord(
        id,
        tenant,
        definition.name(),
        revision,
        createdAt,
        updatedAt,
        desired,
        generation,
        DefinitionJson.print(definition));
  }

  Kept withDesired(DesiredState newDesired) {
    return new Kept(id, tenant, definition, revision, createdAt, updatedAt, newDesired, generation);
  }

  Kept nextGeneration() {
    return new Kept(
        id, tenant, definition, revision, createdAt, updatedAt, desired, generation + 1);
  }

  Kept revised(ServerDefinition newDefinition, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MILLIS);
    return new Kept(id, tenant, newDefinition, revision + 1, createdAt, time, desired, generation);
  }
}
