package io.mcpmanager.store;

import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.ServerStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads servers. */
final class SqliteServers implements ServerStore {

  private final Readers readers;

  SqliteServers(Readers readers) {
    this.readers = readers;
  }

  @Override
  public List<ServerRecord> all() {
    return readers.read(handle -> new Conditions()
        .select(handle, "server", "order by name, tenant")
        .map((row, context) -> server(row))
        .list());
  }

  @Override
  public Optional<ServerRecord> find(ServerId id) {
    return readers.read(handle -> new Conditions()
        .and("id = ?", id.value())
        .select(handle, "server", "")
        .map((row, context) -> server(row))
        .findOne());
  }

  private static ServerRecord server(ResultSet row) throws SQLException {
    return new ServerRecord(
        ServerId.of(row.getString("id")),
        row.getString("tenant"),
        row.getString("name"),
        row.getLong("revision"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        DesiredState.valueOf(row.getString("desired")),
        row.getLong("generation"),
        row.getString("definition"));
  }
}
