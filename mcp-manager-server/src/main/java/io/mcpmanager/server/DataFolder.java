package io.mcpmanager.server;

import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Path;

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

  /** Makes a backup; the file must not exist yet. */
  public void backUp(Path file) {
    try (var clock = new SystemClock()) {
      SqliteStore.backUp(database(), file, clock.now());
    }
  }

  /** Puts what a backup holds into the folder, which must be empty. */
  public void restore(Path file) {
    SqliteStore.restore(file, database());
  }
}
