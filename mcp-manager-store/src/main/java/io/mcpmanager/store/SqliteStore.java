package io.mcpmanager.store;

import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.EventStore;
import io.mcpmanager.spi.store.InstanceStore;
import io.mcpmanager.spi.store.LogStore;
import io.mcpmanager.spi.store.SampleStore;
import io.mcpmanager.spi.store.ServerStore;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Store} in one SQLite file. One thread writes and gathers the commits that wait into one transaction, which
 * is synced to the disk before any of them returns; a few others read. After a full disk or a foreign lock the next
 * commit simply tries again.
 */
public final class SqliteStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

  private final FileClaim claim;
  private final Writer writer;
  private final Readers readers;
  private final SqliteServers servers;
  private final SqliteEvents events;
  private final SqliteLogs logs;
  private final SqliteInstances instances;
  private final String id;
  private final SqliteSamples samples;
  private volatile Consumer<EventRecord> listener = event -> {};

  /**
   * Opens a database, creating the file and its folder if they do not exist, and brings it to the present schema. Takes
   * some tenths of a second the first time in a process.
   *
   * @throws io.mcpmanager.api.error.StoreException if another manager has it open, if it was written by a newer
   *     program, or if it is no usable database; then it was not changed
   */
  public static SqliteStore open(Path file) {
    FileClaim claim = FileClaim.of(file);
    try {
      var database = new Database(file);
      Migrations.SHIPPED.apply(database);
      var store = new SqliteStore(claim, database);
      store.logs.forgetOrphans();
      store.samples.forgetOrphans();
      return store;
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private SqliteStore(FileClaim claim, Database database) {
    this.claim = claim;
    this.writer = new Writer(database);
    this.readers = new Readers(database);
    this.servers = new SqliteServers(readers);
    this.events = new SqliteEvents(readers, writer);
    this.logs = new SqliteLogs(readers, writer);
    this.instances = new SqliteInstances(readers, writer);
    this.id = instances.storeId();
    this.samples = new SqliteSamples(readers, writer);
  }

  @Override
  public List<EventRecord> commit(List<StoreChange> changes) {
    List<StoreChange> asked = List.copyOf(changes);
    return writer.commit(
        connection -> Changes.apply(connection, asked), appended -> appended.forEach(this::tell));
  }

  private void tell(EventRecord event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("sequence", event.sequence())
          .setCause(e)
          .log("listener of the store failed");
    }
  }

  @Override
  public void onCommitted(Consumer<EventRecord> newListener) {
    listener = newListener;
  }

  @Override
  public ServerStore servers() {
    return servers;
  }

  @Override
  public EventStore events() {
    return events;
  }

  @Override
  public LogStore logs() {
    return logs;
  }

  @Override
  public InstanceStore instances() {
    return instances;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SampleStore samples() {
    return samples;
  }

  @Override
  public void check() {
    writer.check();
    long ignored = events.latestSequence();
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
    claim.close();
  }

  /** For tests that disturb the connection. */
  Writer writer() {
    return writer;
  }
}
