package io.mcpmanager.store;

import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.DiagnosticCheckContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class StoreCheckContractTest extends DiagnosticCheckContract {

  @TempDir
  Path folder;

  private Store store;

  @BeforeEach
  void openStore() {
    store = SqliteStore.open(folder.resolve("manager.db"));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Override
  protected DiagnosticCheck open() {
    return store.checks().getFirst();
  }
}
