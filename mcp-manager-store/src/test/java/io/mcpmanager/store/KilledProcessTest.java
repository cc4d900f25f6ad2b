package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessTest {

  /** How often a process is killed; a hundred times by {@code -Dmcp-manager.kills=100}. */
  private static final int KILLS = Integer.getInteger("mcp-manager.kills", 4);

  private static final int MOST_COMMITS = 3000;

  @TempDir
  Path folder;

  @Test
  void givenProcessesThatCommit_whenEachIsKilled_thenEveryAcknowledgedEventIsThereWithoutAGap()
      throws IOException, InterruptedException, SQLException {
    Path file = folder.resolve("manager.db");
    var random = new Random();
    for (int life = 0; life < KILLS; life++) {
      long acknowledged = commitUntilKilled(file, 1 + random.nextInt(MOST_COMMITS));

      try (SqliteStore store = SqliteStore.open(file)) {
        long last = StoreChecks.gapless(store);
        assertThat(last).isGreaterThanOrEqualTo(acknowledged);
        assertThat(store
                .commit(List.of(SqliteFileTest.event("next", "{}")))
                .getFirst()
                .sequence())
            .isEqualTo(last + 1);
      }
      StoreChecks.sound(file);
    }
  }

  /** Kills the process after it was acknowledged some commits; returns the highest sequence of all it was. */
  private static long commitUntilKilled(Path file, int commits)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CommitLoop.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    long highest = 0;
    int count = 0;
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        highest = Math.max(highest, Long.parseLong(line));
        if (++count == commits) {
          // through its handle: the process itself would also close the stream we are reading
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(count).isGreaterThanOrEqualTo(commits);
    return highest;
  }
}
