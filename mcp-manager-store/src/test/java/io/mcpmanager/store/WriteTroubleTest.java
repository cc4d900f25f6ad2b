package io.mcpmanager.store;

import static io.mcpmanager.store.SqliteFileTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with the disk, and that it passes by itself. */
final class WriteTroubleTest {

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("manager.db");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void givenADiskThatIsFull_whenThereIsRoomAgain_thenItIsWrittenWithoutARestart()
      throws IOException, InterruptedException, SQLException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && succeeds("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()),
        "a small disk can only be mounted by root");
    try {
      fillAndFree(disk);
    } finally {
      assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
    }
  }

  private static void fillAndFree(Path disk) throws IOException, SQLException {
    Path file = disk.resolve("manager.db");
    long acknowledged = 0;
    try (SqliteStore store = SqliteStore.open(file)) {
      Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
      StoreException failure = null;
      while (failure == null) {
        try {
          acknowledged = store
              .commit(List.of(event("e", "\"" + "x".repeat(20_000) + "\"")))
              .getFirst()
              .sequence();
        } catch (StoreException e) {
          failure = e;
        }
      }
      assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FULL);
      assertThat(failure).hasMessageContaining("disk is full").hasMessageNotContaining("xxx");
      assertThat(store.events().latestSequence()).isEqualTo(acknowledged);

      Files.delete(ballast);
      awaitRecovery(store);

      assertThat(store.commit(List.of(event("after", "{}"))).getFirst().sequence())
          .isEqualTo(acknowledged + 1);
      assertThat(StoreChecks.gapless(store)).isEqualTo(acknowledged + 1);
    }
    StoreChecks.sound(file);
  }

  @Test
  void givenAForeignLock_whenItIsHeld_thenItIsSaidAndWhenItEndsTheStoreRecoversByItself()
      throws SQLException {
    try (SqliteStore store = SqliteStore.open(file)) {
      try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        foreign.createStatement().execute("begin immediate");

        assertThat(refusal(store)).isEqualTo(ErrorCode.STORE_LOCKED);
        assertThatThrownBy(store::check)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("another program holds its lock");
        assertThat(store.events().latestSequence()).isZero();
      }

      awaitRecovery(store);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenADatabaseThatWasMovedAway_whenCommitted_thenItIsRefusedUntilItIsBack()
      throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      Path away = Files.move(file, folder.resolve("away.db"));

      assertThat(refusal(store)).isEqualTo(ErrorCode.STORE_FAILED);
      assertThatThrownBy(store::check).hasMessageContaining("removed or replaced");
      assertThat(file).doesNotExist();

      Files.move(away, file);
      awaitRecovery(store);
      assertThat(store.commit(List.of(event("b", "{}"))).getFirst().sequence()).isEqualTo(2);
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(StoreChecks.gapless(store)).isEqualTo(2);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenAnotherDatabaseInItsPlace_whenCommitted_thenItIsRefused() throws IOException {
    SqliteStore.open(folder.resolve("other.db")).close();
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      Files.move(folder.resolve("other.db"), file, StandardCopyOption.REPLACE_EXISTING);

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> store.commit(List.of(event("b", "{}"))))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("removed or replaced");
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenALogThatWasDeleted_whenCommitted_thenItIsRefused() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      Files.delete(folder.resolve("manager.db-wal"));

      assertThatThrownBy(() -> store.commit(List.of(event("b", "{}"))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("removed or replaced");
    }
  }

  /** Nobody writes meanwhile. */
  private static void awaitRecovery(SqliteStore store) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(store::check);
  }

  private static ErrorCode refusal(SqliteStore store) {
    return catchThrowableOfType(
            StoreException.class, () -> store.commit(List.of(event("refused", "{}"))))
        .code();
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
