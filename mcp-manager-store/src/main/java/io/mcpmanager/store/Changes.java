package io.mcpmanager.store;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Carries out the changes of one commit. */
final class Changes {

  /** Throws without cleaning up: the caller rolls back. */
  static List<EventRecord> apply(Handle handle, List<StoreChange> changes) {
    var events = new ArrayList<EventRecord>();
    for (StoreChange change : changes) {
      switch (change) {
        case StoreChange.PutServer put -> put(handle, put);
        case StoreChange.DeleteServer delete -> delete(handle, delete.id());
        case StoreChange.AppendEvent append -> events.add(append.event());
      }
    }
    return events.isEmpty() ? List.of() : append(handle, events);
  }

  private static void put(Handle handle, StoreChange.PutServer put) {
    ServerRecord server = put.server();
    Optional<Long> present = handle
        .createQuery("select revision from server where id = ?")
        .bind(0, server.id().value())
        .mapTo(Long.class)
        .findOne();
    if (present.isEmpty() && put.expectedRevision() != 0) {
      throw new ServerNotFoundException(server.id().value());
    }
    if (present.isPresent() && present.get() != put.expectedRevision()) {
      throw new StaleRevisionException(server.id(), put.expectedRevision(), present.get());
    }
    refuseTakenName(handle, server);
    handle
        .createUpdate("insert into server values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (id) do update set tenant = excluded.tenant, name = excluded.name,"
            + " revision = excluded.revision, created_at = excluded.created_at,"
            + " updated_at = excluded.updated_at, desired = excluded.desired,"
            + " generation = excluded.generation, definition = excluded.definition")
        .bind(0, server.id().value())
        .bind(1, server.tenant())
        .bind(2, server.name())
        .bind(3, server.revision())
        .bind(4, server.createdAt().toEpochMilli())
        .bind(5, server.updatedAt().toEpochMilli())
        .bind(6, server.desired().name())
        .bind(7, server.generation())
        .bind(8, server.definition())
        .execute();
  }

  private static void refuseTakenName(Handle handle, ServerRecord server) {
    boolean taken = handle
        .createQuery("select 1 from server where tenant = ? and name = ? and id <> ?")
        .bind(0, server.tenant())
        .bind(1, server.name())
        .bind(2, server.id().value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
    if (taken) {
      throw new McpManagerException(
          ErrorCode.NAME_TAKEN, "the name '" + server.name() + "' is taken");
    }
  }

  private static void delete(Handle handle, ServerId id) {
    if (handle.execute("delete from server where id = ?", id.value()) == 0) {
      throw new ServerNotFoundException(id.value());
    }
    handle.execute("delete from log_line where server = ?", id.value());
    SqliteSamples.delete(handle, id);
  }

  private static List<EventRecord> append(Handle handle, List<EventRecord> events) {
    long newest = SqliteEvents.latestSequence(handle);
    var appended = new ArrayList<EventRecord>();
    try (PreparedBatch batch =
        handle.prepareBatch("insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (EventRecord draft : events) {
        EventRecord event = draft.withSequence(newest + appended.size() + 1);
        batch
            .bind(0, event.sequence())
            .bind(1, event.id())
            .bind(2, event.time().toEpochMilli())
            .bind(3, event.tenant())
            .bind(4, event.server() == null ? null : event.server().value())
            .bind(5, event.serverName())
            .bind(6, event.actor())
            .bind(7, event.correlationId())
            .bind(8, event.type().text())
            .bind(9, Ranks.of(event.severity()))
            .bind(10, event.message())
            .bind(11, event.data())
            .add();
        appended.add(event);
      }
      batch.execute();
    }
    return List.copyOf(appended);
  }

  private Changes() {}
}
