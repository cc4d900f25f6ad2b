package io.mcpmanager.spi.store;

import io.mcpmanager.api.backup.Backup;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes and keeps copies of a {@link Store} that is in use. */
public interface BackupStore {

  /**
   * Makes a copy of everything that is committed when this is called, and returns once it is whole, checked and on the
   * disk. Writers are not held up. At most one at a time.
   *
   * @param now names the copy
   * @throws io.mcpmanager.api.error.StoreException if it could not be made; then nothing is left of it
   */
  Backup create(Instant now);

  /**
   * The newest copies, newest first.
   *
   * @param limit most to return
   */
  List<Backup> list(int limit);

  /** The content of a copy, which the caller closes; empty if there is none of this name. */
  Optional<InputStream> read(String name);
}
