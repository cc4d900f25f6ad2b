package io.mcpmanager.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.core.backup.StoreBackups;
import io.mcpmanager.server.rest.Api.Reply;
import io.mcpmanager.store.SqliteStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupsApiTest {

  private static final String BACKUPS = "/api/v1/backups";

  @TempDir
  Path folder;

  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void givenAStoreWithAFile_whenBackedUp_thenTheBackupIsListedAndCanBeFetched() {
    try (SqliteStore store = SqliteStore.open(folder.resolve("mcp-manager.db"))) {
      api.manager.backups = new StoreBackups(store, api.manager.clock);

      Reply made = api.command(BACKUPS);
      String name = made.data().path("name").asText();
      Reply content = api.get(BACKUPS + "/" + name);

      assertThat(made.status()).isEqualTo(201);
      assertThat(api.get(BACKUPS).data()).singleElement().isEqualTo(made.data());
      assertThat(api.get(BACKUPS + "?limit=0").status()).isEqualTo(400);
      assertThat(content.status()).isEqualTo(200);
      assertThat(content.header("Content-Type")).isEqualTo("application/zip");
      assertThat(content.header("Content-Disposition")).contains(name);
      assertThat(content.text()).startsWith("PK");
      assertThat(folder.resolve("backups").resolve(name)).isRegularFile();
    }
  }

  @Test
  void givenOtherNames_whenFetched_thenNothingIsFound() {
    try (SqliteStore store = SqliteStore.open(folder.resolve("mcp-manager.db"))) {
      api.manager.backups = new StoreBackups(store, api.manager.clock);

      assertThat(api.get(BACKUPS + "/none.zip").code()).isEqualTo("BACKUP_NOT_FOUND");
      assertThat(api.get(BACKUPS + "/..%2Fmcp-manager.db").status()).isEqualTo(404);
    }
  }

  @Test
  void givenAStoreInMemory_whenBackedUp_thenItSaysThatItCanNot() {
    Reply refused = api.command(BACKUPS);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("BACKUP_UNSUPPORTED");
  }
}
