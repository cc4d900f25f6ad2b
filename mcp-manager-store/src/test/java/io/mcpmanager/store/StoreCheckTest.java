package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.diagnostics.Finding.Status;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.store.Store;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCheckTest {

  private static final CallContext CONTEXT = CallContext.system("test");
  private static final int PAGE = 4096;

  @TempDir
  Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void create() {
    // a name that means something else in a URI
    file = folder.resolve("a b%20?#.db");
    SqliteStore.open(file).close();
  }

  @Test
  void givenOpenStore_whenExamined_thenEverythingIsFineAndNothingIsWrittenToTheLog()
      throws Exception {
    try (Store store = SqliteStore.open(file)) {
      assertThat(examine(store))
          .extracting(Finding::id, Finding::status)
          .containsExactly(
              tuple("store.file", Status.OK),
              tuple("store.schema", Status.OK),
              tuple("store.integrity", Status.OK),
              tuple("store.write", Status.OK));
      assertThat(store.events().latestSequence()).isZero();
    }
  }

  @Test
  void givenStoreForReading_whenExamined_thenItCanBeReadButNotChangedAndLeavesNoFile()
      throws Exception {
    try (Store store = SqliteStore.openForReading(file)) {
      assertThat(store.servers().all()).isEmpty();
      assertThat(store.instances().all()).isEmpty();
      assertThat(store.id()).isNotBlank();
      assertThat(examine(store))
          .extracting(Finding::id, Finding::status)
          .contains(tuple("store.integrity", Status.OK), tuple("store.open", Status.OK));
      assertThatThrownBy(() -> store.instances().remove("x")).isInstanceOf(StoreException.class);
    }
    assertThat(Files.list(folder))
        .extracting(path -> path.getFileName().toString())
        .containsExactlyInAnyOrder("a b%20?#.db", "a b%20?#.db.lock");
  }

  @Test
  void givenDamagedPages_whenExamined_thenTheDatabaseIsAProblem() throws Exception {
    List<Long> pages = pagesOf("server", "event");
    try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page : pages) {
        damaged.seek((page - 1) * PAGE);
        damaged.write("rubbish".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }

    try (Store store = SqliteStore.openForReading(file)) {
      assertThat(examine(store))
          .filteredOn(finding -> finding.id().equals("store.integrity"))
          .singleElement()
          .returns(Status.PROBLEM, Finding::status)
          .extracting(Finding::remedy)
          .asString()
          .contains("backup");
    }
  }

  @Test
  void givenDatabaseWithAnOlderSchema_whenOpenedForReading_thenItSaysSo() throws Exception {
    execute("delete from schema_migration where version > 1", "drop table store");

    try (Store store = SqliteStore.openForReading(file)) {
      assertThat(store.servers().all()).isEmpty();
      assertThat(examine(store))
          .extracting(Finding::found)
          .anyMatch(found -> found.startsWith("its schema is number 1; the next start"));
    }
  }

  @Test
  void givenDatabaseOfANewerOrAnotherProgram_whenOpenedForReading_thenItIsRefused()
      throws Exception {
    execute("insert into schema_migration values (1000, 'x', 'x', 0)");
    assertThatThrownBy(() -> SqliteStore.openForReading(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version");

    execute("pragma application_id = 7");
    assertThatThrownBy(() -> SqliteStore.openForReading(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another program");
  }

  private void execute(String... statements) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first pages of tables and their indexes; pages of the schema itself would keep it from being opened. */
  private List<Long> pagesOf(String... tables) throws Exception {
    var pages = new ArrayList<Long>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement =
            connection.prepareStatement("select rootpage from sqlite_master where tbl_name = ?")) {
      for (String table : tables) {
        statement.setString(1, table);
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            pages.add(rows.getLong(1));
          }
        }
      }
    }
    return pages;
  }

  private static List<Finding> examine(Store store) throws Exception {
    var findings = new ArrayList<Finding>();
    for (var check : store.checks()) {
      findings.addAll(check.examine(CONTEXT));
    }
    return findings;
  }
}
