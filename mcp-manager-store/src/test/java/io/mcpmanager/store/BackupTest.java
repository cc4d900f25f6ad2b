package io.mcpmanager.store;

import static io.mcpmanager.store.SqliteFileTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.BackupStore;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.StoreChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");

  @TempDir
  Path folder;

  private Path file;
  private Path restored;

  @BeforeEach
  void nameFiles() {
    file = folder.resolve("data/mcp-manager.db");
    restored = folder.resolve("restored/mcp-manager.db");
  }

  @Test
  void givenCommittersAtWork_whenBackedUpAndRestored_thenAllIsThereThatWasAcknowledgedBefore()
      throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      var acknowledged = new AtomicLong();
      var stop = new CountDownLatch(1);
      List<Thread> committers = IntStream.range(0, 4)
          .mapToObj(i -> Thread.ofVirtual().start(() -> {
            while (stop.getCount() > 0) {
              long sequence = store.commit(List.of(event("e", "{}"))).getFirst().sequence();
              acknowledged.accumulateAndGet(sequence, Math::max);
            }
          }))
          .toList();
      try {
        for (int i = 0; i < 3; i++) {
          store.logs().append(List.of());
          long before = acknowledged.get();
          Backup backup = backups(store).create(NOON.plusSeconds(i));

          Path target = folder.resolve("restored" + i + "/mcp-manager.db");
          SqliteStore.restore(file(backup), target);
          try (SqliteStore copy = SqliteStore.open(target)) {
            assertThat(StoreChecks.gapless(copy)).isGreaterThanOrEqualTo(before);
          }
          StoreChecks.sound(target);
        }
      } finally {
        stop.countDown();
        for (Thread committer : committers) {
          committer.join();
        }
      }
      assertThat(StoreChecks.gapless(store)).isEqualTo(acknowledged.get());
    }
  }

  @Test
  void givenBackups_whenListed_thenTheNewestComeFirstAndCanBeRead() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(backups(store).list(10)).isEmpty();
      Backup first = backups(store).create(NOON);
      Backup second = backups(store).create(NOON.plusSeconds(1));
      Files.writeString(folder.resolve("data/backups/notes.txt"), "mine");

      assertThat(first.name()).isEqualTo("mcp-manager-20260101T120000.123Z.zip");
      assertThat(first.createdAt()).isEqualTo(NOON);
      assertThat(backups(store).list(10)).containsExactly(second, first);
      assertThat(backups(store).list(1)).containsExactly(second);
      try (InputStream content = backups(store).read(first.name()).orElseThrow()) {
        assertThat(content.readAllBytes()).hasSize(Math.toIntExact(first.bytes()));
      }
      assertThat(backups(store).read("notes.txt")).isEmpty();
      assertThat(backups(store).read("../mcp-manager.db")).isEmpty();
      assertThat(backups(store).read("mcp-manager-20260101T120000.999Z.zip")).isEmpty();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenABackup_whenWritten_thenOnlyItsOwnerMayReadItAndNothingElseIsLeft() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      Path backup = file(backups(store).create(NOON));

      assertThat(Files.getPosixFilePermissions(backup))
          .allMatch(permission -> permission.name().startsWith("OWNER"));
      assertThat(namesIn(backup.getParent()))
          .containsExactly(backup.getFileName().toString());
    }
  }

  @Test
  void givenABackup_whenRestored_thenItIsAManagerOfItsOwn() {
    ServerRecord server = new ServerRecord(
        ServerId.of("one"), "default", "files", 1, NOON, NOON, DesiredState.RUNNING, 0, "{}");
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(new StoreChange.PutServer(server, 0)));
      store.instances().put(new InstanceRecord("token", ServerId.of("one"), "process", NOON, null));
      SqliteStore.restore(file(backups(store).create(NOON)), restored);

      try (SqliteStore copy = SqliteStore.open(restored)) {
        assertThat(copy.servers().all()).containsExactly(server);
        assertThat(copy.instances().all()).isEmpty();
        assertThat(copy.id()).isNotEqualTo(store.id()).hasSize(32);
      }
    }
  }

  @Test
  void givenNoRunningManager_whenBackedUp_thenItCanBeRestored() {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      assertThatThrownBy(() -> SqliteStore.backUp(file, folder.resolve("b.zip"), NOON))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("open in another manager");
    }
    Path backup = folder.resolve("b.zip");

    SqliteStore.backUp(file, backup, NOON);
    SqliteStore.verify(backup);
    SqliteStore.restore(backup, restored);

    try (SqliteStore copy = SqliteStore.open(restored)) {
      assertThat(StoreChecks.gapless(copy)).isEqualTo(1);
    }
    assertThatThrownBy(() -> SqliteStore.backUp(file, backup, NOON))
        .hasMessageContaining("exists already");
    assertThatThrownBy(
            () -> SqliteStore.backUp(folder.resolve("none.db"), folder.resolve("c.zip"), NOON))
        .hasMessageContaining("there is no database");
    assertThat(folder.resolve("c.zip")).doesNotExist();
  }

  @Test
  void givenAFolderWithADatabase_whenRestoredThere_thenItIsRefusedAndUnchanged() {
    Path backup = offlineBackup();
    assertThat(refusal(() -> SqliteStore.restore(backup, file))).contains("is not empty");
    try (SqliteStore running = SqliteStore.open(file)) {
      assertThat(refusal(() -> SqliteStore.restore(backup, file))).contains("is not empty");
      running.check();
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(StoreChecks.gapless(store)).isEqualTo(20);
    }
  }

  @Test
  void givenAFolderWithNothingButBackups_whenRestoredThere_thenItWorks() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      backups(store).create(NOON);
    }
    Path backup = folder.resolve("data/backups/mcp-manager-20260101T120000.123Z.zip");
    Files.delete(file);

    SqliteStore.restore(backup, file);

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(StoreChecks.gapless(store)).isEqualTo(1);
    }
  }

  @Test
  void givenABackupCutOffAnywhere_whenRestored_thenItIsRefusedUnlessAllOfTheDatabaseIsThere()
      throws IOException {
    byte[] whole = Files.readAllBytes(offlineBackup());
    var random = new Random(7);
    for (int i = 0; i < 40; i++) {
      int length = random.nextInt(whole.length - 300);
      Path cut = Files.write(folder.resolve("cut.zip"), java.util.Arrays.copyOf(whole, length));

      assertThat(refusal(() -> SqliteStore.restore(cut, restored)))
          .as("cut to " + length)
          .contains("damaged");
      assertThat(restored).doesNotExist();
    }
  }

  @Test
  void givenABackupWithAnyByteChanged_whenRestored_thenItIsRefusedOrStillTheSame()
      throws IOException {
    Path good = offlineBackup();
    byte[] whole = Files.readAllBytes(good);
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Path bad = Files.write(folder.resolve("bad.zip"), changed);
      Path target = folder.resolve("target" + i + "/mcp-manager.db");
      try {
        SqliteStore.restore(bad, target);
        try (SqliteStore copy = SqliteStore.open(target)) {
          assertThat(StoreChecks.gapless(copy)).isEqualTo(20);
        }
      } catch (McpManagerException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BACKUP_REFUSED);
        assertThat(target).doesNotExist();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(40);
  }

  @Test
  void givenABackupOfANewerProgram_whenRestored_thenItIsRefused() throws SQLException {
    SqliteStore.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection
          .createStatement()
          .execute("insert into schema_migration values (99, 'V99__future.sql', 'x', 0)");
    }
    Path backup = folder.resolve("b.zip");
    SqliteStore.backUp(file, backup, NOON);

    assertThat(refusal(() -> SqliteStore.restore(backup, restored)))
        .contains("newer version")
        .contains("99");
    assertThat(restored).doesNotExist();
  }

  @Test
  void givenSomethingElse_whenRestored_thenItIsRefused() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.zip"), "Dear Ada, ".repeat(100));

    assertThat(refusal(() -> SqliteStore.restore(letter, restored))).contains("no backup");
    assertThat(refusal(() -> SqliteStore.restore(folder.resolve("none.zip"), restored)))
        .contains("does not exist");
    assertThat(refusal(() -> SqliteStore.verify(letter))).contains("no backup");
  }

  @Test
  void givenNoPlaceForBackups_whenBackedUp_thenItFailsAndTheStoreGoesOn() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      Files.writeString(folder.resolve("data/backups"), "a file");

      assertThatThrownBy(() -> backups(store).create(NOON)).isInstanceOf(StoreException.class);

      store.commit(List.of(event("a", "{}")));
      store.check();
    }
  }

  @Test
  void givenPartsOfAKilledBackup_whenBackedUp_thenTheyAreDeleted() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      Path part = folder.resolve("data/backups/.mcp-manager-20250101T120000.123Z.zip.copy.part");
      Files.createDirectories(part.getParent());
      Files.writeString(part, "half");

      backups(store).create(NOON);

      assertThat(part).doesNotExist();
    }
  }

  private Path offlineBackup() {
    try (SqliteStore store = SqliteStore.open(file)) {
      var events = new ArrayList<StoreChange>();
      for (int i = 0; i < 20; i++) {
        events.add(event("e" + i, "{\"number\":" + i + "}"));
      }
      store.commit(events);
    }
    Path backup = folder.resolve("offline.zip");
    SqliteStore.backUp(file, backup, NOON);
    return backup;
  }

  private Path file(Backup backup) {
    return folder.resolve("data/backups").resolve(backup.name());
  }

  private static BackupStore backups(SqliteStore store) {
    return store.backups().orElseThrow();
  }

  private static String refusal(ThrowingCallable call) {
    McpManagerException refusal = catchThrowableOfType(McpManagerException.class, call);
    assertThat(refusal.code()).isEqualTo(ErrorCode.BACKUP_REFUSED);
    return refusal.getMessage();
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(found -> found.getFileName().toString()).toList();
    }
  }
}
