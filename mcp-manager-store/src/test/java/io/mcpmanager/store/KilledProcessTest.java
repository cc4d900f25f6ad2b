package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.spi.store.EventRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessTest {

  @TempDir
  Path folder;

  @RepeatedTest(3)
  void givenAProcessThatCommits_whenItIsKilled_thenEveryAcknowledgedEventIsThere()
      throws IOException, InterruptedException, SQLException {
    Path file = folder.resolve("manager.db");
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CommitLoop.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        acknowledged.add(Long.parseLong(line));
        if (acknowledged.size() == 2000) {
          // through its handle: the process itself would also close the stream we are reading
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2000);

    List<Long> stored = new ArrayList<>();
    try (SqliteStore store = SqliteStore.open(file)) {
      List<EventRecord> page = store.events().after("default", EventFilter.ALL, 0, 1000);
      while (!page.isEmpty()) {
        page.forEach(event -> stored.add(event.sequence()));
        page = store.events().after("default", EventFilter.ALL, page.getLast().sequence(), 1000);
      }
      assertThat(store
              .commit(List.of(SqliteFileTest.event("next", "{}")))
              .getFirst()
              .sequence())
          .isEqualTo(stored.size() + 1);
    }

    assertThat(stored).containsAll(acknowledged);
    assertThat(stored.getLast()).isEqualTo(stored.size());
    assertThat(integrity(file)).isEqualTo("ok");
  }

  private static String integrity(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows = connection.createStatement().executeQuery("pragma integrity_check")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
