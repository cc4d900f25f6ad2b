package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.DefinitionJson;
import io.mcpmanager.spi.store.ServerRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is stored of a server; the components mean what they mean in {@link ServerRecord}. */
record StoredServer(
    ServerId id,
    String tenant,
    ServerDefinition definition,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    DesiredState desired,
    long generation) {

  static StoredServer created(
      ServerId id, String tenant, ServerDefinition definition, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MILLIS);
    return new StoredServer(id, tenant, definition, 1, time, time, DesiredState.STOPPED, 0);
  }

  static StoredServer of(ServerRecord stored) {
    return new StoredServer(
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

  StoredServer withDesired(DesiredState newDesired) {
    return new StoredServer(
        id, tenant, definition, revision, createdAt, updatedAt, newDesired, generation);
  }

  StoredServer nextGeneration() {
    return new StoredServer(
        id, tenant, definition, revision, createdAt, updatedAt, desired, generation + 1);
  }

  StoredServer revised(ServerDefinition newDefinition, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MILLIS);
    return new StoredServer(
        id, tenant, newDefinition, revision + 1, createdAt, time, desired, generation);
  }
}
