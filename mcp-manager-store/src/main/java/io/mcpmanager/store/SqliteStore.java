package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.BackupStore;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.EventStore;
import io.mcpmanager.spi.store.InstanceStore;
import io.mcpmanager.spi.store.LogStore;
import io.mcpmanager.spi.store.SampleStore;
import io.mcpmanager.spi.store.ServerStore;
import io.mcpmanager.spi.store.SessionStore;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Store} in one SQLite file. One thread writes and gathers the commits that wait into one transaction, which
 * is synced to the disk before any of them returns; a few others read. After a full disk or a foreign lock the next
 * commit simply tries again.
 */
public final class SqliteStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

  static final String BACKUP_FOLDER = "backups";

  private final FileClaim claim;
  private final Writer writer;
  private final Readers readers;
  private final SqliteServers servers;
  private final SqliteEvents events;
  private final SqliteLogs logs;
  private final Deletions deletions;
  private final SqliteInstances instances;
  private final SqliteBackups backups;
  private @Nullable String id;
  private final SqliteSamples samples;
  private final SqliteSessions sessions;
  private final SqliteDocuments documents;
  private final SqliteAudit audit;
  private final DiagnosticCheck check;
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
      var store = new SqliteStore(claim, database, StoreCheck::ofOpen);
      store.id = store.instances.storeId();
      store.deletions.resume(store.readers);
      return store;
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Opens a database only to look at it, also while a manager in another process has it open: nothing is written, and
   * every change is refused. If it has an older schema, what is new in this program's is missing.
   *
   * @throws io.mcpmanager.api.error.StoreException if it was written by a newer program, or if it is no usable database
   */
  public static Store openForReading(Path file) {
    Database database = Database.forReading(file);
    int ignored = Migrations.SHIPPED.check(database);
    return new SqliteStore(
        FileClaim.none(), database, (read, writer) -> StoreCheck.ofReading(read));
  }

  /**
   * Makes a backup of a database that no manager has open.
   *
   * @param backup file to write; it must not exist yet
   * @throws io.mcpmanager.api.error.StoreException if a manager has it open, or if it fails; then nothing is left
   */
  public static void backUp(Path database, Path backup, Instant now) {
    if (!Files.exists(database)) {
      throw new StoreException("there is no database " + database, null);
    }
    if (Files.exists(backup)) {
      throw new StoreException(backup + " exists already; name another file", null);
    }
    try (FileClaim claim = FileClaim.ofName(database)) {
      BackupFile.write(new DatabaseCopy(new Database(database)), backup, now);
    }
  }

  /**
   * Checks whether a file is a whole backup.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#BACKUP_REFUSED} if not
   */
  public static void verify(Path backup) {
    Manifest ignored = BackupFile.verify(backup);
  }

  /**
   * Puts the database of a backup in place, in a folder that is empty (backups may be in it) or does not exist. It
   * becomes a manager of its own, which leaves alone what the one that was copied has started.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#BACKUP_REFUSED} if the file is no whole backup or was made by a newer
   *     program, or if the folder is not empty; then nothing is left of it
   */
  public static void restore(Path backup, Path database) {
    Restore.run(backup, database);
  }

  private SqliteStore(
      FileClaim claim, Database database, BiFunction<Database, Writer, DiagnosticCheck> check) {
    this.claim = claim;
    this.writer = new Writer(database);
    this.readers = new Readers(database);
    this.servers = new SqliteServers(readers);
    this.events = new SqliteEvents(readers, writer);
    this.deletions = new Deletions(writer);
    this.logs = new SqliteLogs(readers, writer, deletions);
    this.instances = new SqliteInstances(readers, writer);
    this.backups =
        new SqliteBackups(database, database.file().toAbsolutePath().resolveSibling(BACKUP_FOLDER));
    this.samples = new SqliteSamples(readers, writer, deletions);
    this.sessions = new SqliteSessions(readers, writer);
    this.documents = new SqliteDocuments(readers);
    this.audit = new SqliteAudit(readers);
    this.check = check.apply(database, writer);
  }

  @Override
  public List<EventRecord> commit(List<StoreChange> changes) {
    List<StoreChange> asked = List.copyOf(changes);
    return writer.commit(connection -> Changes.apply(connection, asked, deletions), appended -> {
      deletions.committed(asked);
      appended.forEach(this::tell);
    });
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
    // known from the start, unless the store was opened for reading
    String known = id;
    return known != null ? known : instances.storeId();
  }

  @Override
  public SampleStore samples() {
    return samples;
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public Optional<BackupStore> backups() {
    return Optional.of(backups);
  }

  @Override
  public void check() {
    writer.check();
    long ignored = events.latestSequence();
  }

  @Override
  public List<DiagnosticCheck> checks() {
    return List.of(check);
  }

  @Override
  public void close() {
    backups.close();
    deletions.close();
    readers.close();
    writer.close();
    claim.close();
  }

  /** For tests that disturb the connection. */
  Writer writer() {
    return writer;
  }
}
