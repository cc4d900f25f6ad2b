package io.mcpmanager.store;

import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {

  @TempDir
  Path folder;

  @Override
  protected Store open() {
    return SqliteStore.open(folder.resolve("sub/manager.db"));
  }
}
