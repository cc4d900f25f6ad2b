package io.mcpmanager.core.backup;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.backup.Backups;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.BackupStore;
import io.mcpmanager.spi.store.Store;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of a store that can be copied. */
public final class StoreBackups implements Backups {

  private static final Logger LOG = LoggerFactory.getLogger(StoreBackups.class);

  private final Store store;
  private final ManagerClock clock;

  /** Backups of this store. */
  @Inject
  public StoreBackups(Store store, ManagerClock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Backup create(CallContext context) {
    Backup backup = backups().create(clock.now());
    LOG.atInfo()
        .addKeyValue("name", backup.name())
        .addKeyValue("bytes", backup.bytes())
        .addKeyValue("actor", context.principal().id())
        .log("backup made");
    return backup;
  }

  @Override
  public List<Backup> list(CallContext context, int limit) {
    if (limit < 1 || limit > MAX_LIST) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIST + ", was " + limit);
    }
    return backups().list(limit);
  }

  @Override
  public InputStream read(CallContext context, String name) {
    return backups()
        .read(name)
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.BACKUP_NOT_FOUND, "there is no backup of the name '" + name + "'"));
  }

  private BackupStore backups() {
    return store
        .backups()
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.BACKUP_UNSUPPORTED,
            "this store can't be backed up: it keeps everything in memory"));
  }
}
