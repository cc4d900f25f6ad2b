package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.StoreChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class SqliteFileTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ServerId ONE = ServerId.of("one");

  private static final ServerRecord SERVER =
      new ServerRecord(ONE, "default", "files", 1, NOON, NOON, DesiredState.STOPPED, 0, "{}");

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("manager.db");
  }

  @Test
  void givenWhatWasWritten_whenClosedAndOpenedAgain_thenItIsThere() {
    ServerRecord server =
        new ServerRecord(ONE, "default", "files", 1, NOON, NOON, DesiredState.STOPPED, 0, "{}");
    LogLine line = new LogLine(4, ONE, NOON, LogStream.STDERR, LogLevel.ERROR, "text");
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(new StoreChange.PutServer(server, 0), event("a", "{}")));
      store.logs().append(List.of(line));
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.servers().all()).containsExactly(server);
      assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).containsExactly(line);
      assertThat(store.commit(List.of(event("b", "{}"))).getFirst().sequence()).isEqualTo(2);
    }
  }

  @Test
  void givenLaunchedInstances_whenOpenedAgain_thenTheyAndTheIdOfTheStoreAreThere() {
    var instance = new InstanceRecord(
        "t1", ONE, "process", NOON, new ProcessIdentity(4711, "boot/815", 4711L));
    String id;
    try (SqliteStore store = SqliteStore.open(file)) {
      id = store.id();
      store.instances().put(instance);
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.id()).isEqualTo(id);
      assertThat(store.instances().all()).containsExactly(instance);
    }
    try (SqliteStore other = SqliteStore.open(folder.resolve("other.db"))) {
      assertThat(other.id()).isNotEqualTo(id);
    }
  }

  @Test
  void givenLinesOfADeletedServer_whenOpenedAgain_thenTheyAreGone() {
    LogLine line = new LogLine(4, ONE, NOON, LogStream.STDERR, LogLevel.ERROR, "text");
    try (SqliteStore store = SqliteStore.open(file)) {
      store.logs().append(List.of(line));
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEmpty();
    }
  }

  @Test
  void givenADeletedServer_whenTimeGoesBy_thenItsRowsLeaveTheFileInSteps() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(new StoreChange.PutServer(SERVER, 0)));
      store.logs().append(lines(2 * Deletions.STEP + 1));

      store.commit(List.of(new StoreChange.DeleteServer(ONE)));

      await().until(() -> rows("log_line") == 0);
    }
  }

  @Test
  void givenLinesThatADeletionHasLeft_whenOpenedAgain_thenTheyAreHiddenAtOnceAndGoneSoon()
      throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(new StoreChange.PutServer(SERVER, 0)));
      store.logs().append(lines(2 * Deletions.STEP + 1));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.createStatement().executeUpdate("delete from server");
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEmpty();
      await().until(() -> rows("log_line") == 0);
    }
  }

  @Test
  void givenAnOpenDatabase_whenOpenedAgain_thenItIsRefused() {
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThatThrownBy(() -> SqliteStore.open(file))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("open in another manager");
      assertThat(store.servers().all()).isEmpty();
    }
    SqliteStore.open(file).close();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void givenANewDatabase_whenOpened_thenOnlyItsOwnerMayReadIt() throws IOException {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));

      for (String name : List.of("manager.db", "manager.db-wal")) {
        assertThat(Files.getPosixFilePermissions(folder.resolve(name)))
            .as(name)
            .allMatch(permission -> permission.name().startsWith("OWNER"));
      }
    }
  }

  @Test
  void givenADatabaseOfANewerProgram_whenOpened_thenItIsRefused() throws SQLException {
    SqliteStore.open(file).close();
    execute("insert into schema_migration values (99, 'V99__future.sql', 'x', 0)");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("99");
  }

  @Test
  void givenADatabaseMigratedByAnotherText_whenOpened_thenItIsRefused() throws SQLException {
    SqliteStore.open(file).close();
    execute("update schema_migration set checksum = 'x'");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("V1__servers_events_logs.sql differs");
  }

  @Test
  void givenAnOlderDatabase_whenOpened_thenOnlyTheFurtherStepsAreApplied()
      throws SQLException, IOException {
    var database = database();
    var first = new Migrations.Script(
        "V1__a.sql", "create table a (x text); insert into a values ('1;2');");
    var second = new Migrations.Script("V2__b.sql", "insert into a values ('3');\n-- end\n");
    new Migrations(List.of(first)).apply(database);

    new Migrations(List.of(first, second)).apply(database);
    new Migrations(List.of(first, second)).apply(database);

    assertThat(count("select count(*) from a")).isEqualTo(2);
  }

  @Test
  void givenAMigrationThatFails_whenApplied_thenNothingOfItIsLeft()
      throws SQLException, IOException {
    var broken = new Migrations.Script("V1__a.sql", "create table a (x text); create rubbish;");

    var database = database();

    assertThatThrownBy(() -> new Migrations(List.of(broken)).apply(database))
        .isInstanceOf(StoreException.class);

    assertThat(count("select count(*) from sqlite_schema where name = 'a'")).isZero();
    assertThat(count("select count(*) from schema_migration")).isZero();
  }

  @Test
  void givenAFileThatIsNoDatabase_whenOpened_thenItIsRefusedAndUnchanged() throws IOException {
    Files.writeString(file, "This is a letter, not a database. ".repeat(100));

    assertThatThrownBy(() -> SqliteStore.open(file)).isInstanceOf(StoreException.class);
    assertThat(Files.readString(file)).startsWith("This is a letter");
  }

  @Test
  void givenADatabaseOfAnotherProgram_whenOpened_thenItIsRefused() throws SQLException {
    execute("create table other (x text)");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another program");
  }

  @Test
  void givenAFolderThatCannotBe_whenOpened_thenItIsRefused() throws IOException {
    Files.writeString(file, "");

    assertThatThrownBy(() -> SqliteStore.open(file.resolve("manager.db")))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void givenAFullDisk_whenCommitted_thenItFailsAndTheNextCommitThatFitsSucceeds() {
    try (SqliteStore store = SqliteStore.open(file)) {
      store.commit(List.of(event("a", "{}")));
      store.writer().relaxed(handle -> handle.execute("pragma max_page_count = 30"));

      assertThatThrownBy(() -> store.commit(List.of(event("b", "x".repeat(1_000_000)))))
          .isInstanceOf(StoreException.class)
          .hasMessageNotContaining("xxx");
      store.commit(List.of(event("c", "{}")));

      assertThat(store.events().after("default", EventFilter.ALL, 0, 10))
          .extracting(EventRecord::id, EventRecord::sequence)
          .containsExactly(tuple("a", 1L), tuple("c", 2L));
    }
  }

  @Test
  void givenADatabaseLockedFromOutside_whenCommitted_thenItFailsAndLaterSucceeds()
      throws SQLException {
    try (SqliteStore store = SqliteStore.open(file)) {
      try (Connection foreign = connect()) {
        foreign.createStatement().execute("begin immediate");
        assertThatThrownBy(() -> store.commit(List.of(event("a", "{}"))))
            .isInstanceOf(StoreException.class);
      }

      assertThat(store.commit(List.of(event("b", "{}"))).getFirst().sequence()).isEqualTo(1);
    }
  }

  private Database database() throws IOException {
    Files.createFile(file);
    return new Database(file);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect()) {
      connection.createStatement().execute(sql);
    }
  }

  private int count(String sql) throws SQLException {
    try (Connection connection = connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static StoreChange event(String id, String data) {
    return new StoreChange.AppendEvent(new EventRecord(
        0,
        id,
        NOON,
        "default",
        null,
        null,
        "system",
        "c1",
        EventType.MANAGER_CHANGED,
        Severity.INFO,
        "message",
        data));
  }

  private int rows(String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet count =
            connection.createStatement().executeQuery("select count(*) from " + table)) {
      return count.getInt(1);
    }
  }

  private static List<LogLine> lines(int count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(i -> new LogLine(i, ONE, NOON, LogStream.STDERR, LogLevel.ERROR, "text"))
        .toList();
  }
}
