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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Carries out the changes of one commit. */
final class Changes {

  /** Throws without cleaning up: the caller rolls back. */
  static List<EventRecord> apply(
      WriteConnection connection, List<StoreChange> changes, Deletions deletions) {
    Set<ServerId> deleted = new HashSet<>();
    var events = new ArrayList<EventRecord>(changes.size());
    for (StoreChange change : changes) {
      switch (change) {
        case StoreChange.PutServer put -> {
          ServerId id = put.server().id();
          put(connection.sql(), put);
          deletions.beforeShowing(connection.sql(), id, deleted.contains(id));
        }
        case StoreChange.DeleteServer delete -> {
          delete(connection.sql(), delete.id());
          deleted.add(delete.id());
        }
        case StoreChange.PutSession put -> SqliteSessions.put(connection.sql(), put.session());
        case StoreChange.DeleteSession delete ->
          connection.sql().execute("delete from session where key = ?", delete.key());
        case StoreChange.PutDocument put -> SqliteDocuments.put(connection.sql(), put);
        case StoreChange.DeleteDocument delete -> SqliteDocuments.delete(connection.sql(), delete);
        case StoreChange.AppendAudit append -> SqliteAudit.append(connection, append.entry());
        case StoreChange.EraseAudit erase -> SqliteAudit.erase(connection.sql(), erase);
        case StoreChange.CutAudit cut -> SqliteAudit.cut(connection.sql(), cut);
        case StoreChange.AppendEvent append -> events.add(connection.append(append.event()));
      }
    }
    return Collections.unmodifiableList(events);
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
  }

  private Changes() {}
}
