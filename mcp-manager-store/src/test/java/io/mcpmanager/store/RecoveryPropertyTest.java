package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The power fails: of what was written after the last acknowledged sync, any part may be on the disk. Here that is any
 * prefix of the write-ahead log, perhaps followed by rubbish.
 */
final class RecoveryPropertyTest {

  /** After this many bytes of the log, this event had been acknowledged. */
  private record Acknowledged(long logBytes, long sequence) {}

  private static final int COMMITS = 120;

  private static Path folder;
  private static byte[] database;
  private static byte[] log;
  private static List<Acknowledged> history;

  @BeforeContainer
  static void writeHistory() throws IOException, SQLException {
    folder = Files.createTempDirectory("recovery");
    Path file = folder.resolve("manager.db");
    SqliteStore.open(file).close();
    database = Files.readAllBytes(file);
    Path logFile = folder.resolve("manager.db-wal");
    history = new ArrayList<>();
    var random = new Random(1);
    try (SqliteStore store = SqliteStore.open(file);
        Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      // as long as it reads what was there at first, the log is not begun anew
      reader.createStatement().execute("begin");
      reader.createStatement().execute("select count(*) from event");
      for (int i = 0; i < COMMITS; i++) {
        String data = "\"" + "x".repeat(random.nextInt(3000)) + "\"";
        long sequence = store
            .commit(List.of(SqliteFileTest.event("e" + i, data)))
            .getFirst()
            .sequence();
        history.add(new Acknowledged(Files.size(logFile), sequence));
      }
      log = Files.readAllBytes(logFile);
    }
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(RecoveryPropertyTest::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 60)
  void anyPrefixOfTheLogRecoversEveryCommitThatWasSynced(
      @ForAll @DoubleRange(min = 0, max = 1) double where,
      @ForAll @IntRange(max = 9000) int rubbishBytes)
      throws IOException, SQLException {
    int length = (int) (where * log.length);
    byte[] rubbish = new byte[rubbishBytes];
    new Random(length).nextBytes(rubbish);
    long synced = history.stream()
        .filter(commit -> commit.logBytes() <= length)
        .mapToLong(Acknowledged::sequence)
        .max()
        .orElse(0);
    Path crashed = Files.createDirectories(folder.resolve("crashed")).resolve("manager.db");
    Files.deleteIfExists(crashed.resolveSibling("manager.db-shm"));
    Files.write(crashed, database);
    byte[] left = Arrays.copyOf(log, length + rubbishBytes);
    System.arraycopy(rubbish, 0, left, length, rubbishBytes);
    Files.write(crashed.resolveSibling("manager.db-wal"), left);

    try (SqliteStore store = SqliteStore.open(crashed)) {
      long recovered = StoreChecks.gapless(store);
      assertThat(recovered).isGreaterThanOrEqualTo(synced);
      assertThat(store
              .commit(List.of(SqliteFileTest.event("next", "{}")))
              .getFirst()
              .sequence())
          .isEqualTo(recovered + 1);
    }
    StoreChecks.sound(crashed);
  }
}
