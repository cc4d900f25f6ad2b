package io.mcpmanager.store;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.InstanceStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the table of what was launched. */
final class SqliteInstances implements InstanceStore {

  private final Readers readers;
  private final Writer writer;

  SqliteInstances(Readers readers, Writer writer) {
    this.readers = readers;
    this.writer = writer;
  }

  /** The id that was drawn when the database was made. */
  String storeId() {
    return readers.read(
        handle -> handle.createQuery("select id from store").mapTo(String.class).one());
  }

  @Override
  public List<InstanceRecord> all() {
    return readers.read(handle -> new Conditions()
        .select(handle, "instance", "order by token")
        .map((row, context) -> instance(row))
        .list());
  }

  @Override
  public void put(InstanceRecord instance) {
    ProcessIdentity process = instance.process();
    writer.relaxed(handle -> handle
        .createUpdate("insert or replace into instance values (?, ?, ?, ?, ?, ?, ?)")
        .bind(0, instance.token())
        .bind(1, instance.server().value())
        .bind(2, instance.runtime())
        .bind(3, instance.launchedAt().toEpochMilli())
        .bind(4, process == null ? null : (Long) process.pid())
        .bind(5, process == null ? null : process.start())
        .bind(6, process == null ? null : process.group())
        .execute());
  }

  @Override
  public void remove(String token) {
    writer.relaxed(handle -> handle.execute("delete from instance where token = ?", token));
  }

  private static InstanceRecord instance(ResultSet row) throws SQLException {
    return new InstanceRecord(
        row.getString("token"),
        ServerId.of(row.getString("server")),
        row.getString("runtime"),
        Instant.ofEpochMilli(row.getLong("launched_at")),
        process(row));
  }

  private static @Nullable ProcessIdentity process(ResultSet row) throws SQLException {
    String start = row.getString("process_start");
    if (start == null) {
      return null;
    }
    long group = row.getLong("process_group");
    Long knownGroup = row.wasNull() ? null : (Long) group;
    return new ProcessIdentity(row.getLong("process_id"), start, knownGroup);
  }
}
