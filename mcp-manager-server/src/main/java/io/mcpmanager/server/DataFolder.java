package io.mcpmanager.server;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.core.audit.AuditTrail;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.secret.KeyCheck;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a manager keeps what it knows, and what can be done with that while no manager runs.
 *
 * @param folder the configured folder
 */
public record DataFolder(Path folder) {

  /** The database in it. */
  public Path database() {
    return folder.resolve("mcp-manager.db");
  }

  /** The anchors of the audit trail, besides those in the database. */
  Path auditAnchors() {
    return folder.resolve("audit-anchors.ndjson");
  }

  /** Makes a backup; the file must not exist yet. */
  public void backUp(Path file) {
    try (var clock = new SystemClock()) {
      SqliteStore.backUp(database(), file, clock.now());
    }
  }

  /** Puts what a backup holds into the folder, which must be empty but for a key. */
  public void restore(Path file) {
    SqliteStore.restore(file, database());
  }

  /**
   * Looks at the audit trails of all tenants; changes nothing.
   *
   * @param kept further anchors, kept elsewhere, or null
   */
  public List<AuditVerification> verifyAudit(ManagerConfig config, @Nullable Path kept) {
    List<AuditAnchor> further = kept == null ? List.of() : AuditTrail.anchorsOf(kept);
    KeySource source = ManagerKey.of(config, System.getenv());
    if (!Files.exists(database())) {
      throw new StoreException("there is no database " + database(), null);
    }
    try (var clock = new SystemClock();
        var store = SqliteStore.openForReading(database());
        var trail = new AuditTrail(
            store,
            StoredKeyring.forReading(store, source, clock),
            AuditRetention.DEFAULT,
            auditAnchors(),
            clock)) {
      return trail.verifyAll(further);
    }
  }

  /** Whether the key is there that the database is sealed with, and what to do if not. */
  public Finding key(ManagerConfig config) {
    try (var clock = new SystemClock();
        var store = SqliteStore.openForReading(database())) {
      KeySource source = ManagerKey.of(config, System.getenv());
      return new KeyCheck(new StoredKeyring(store, source, clock))
          .examine(CallContext.system("key"))
          .getFirst();
    }
  }
}
