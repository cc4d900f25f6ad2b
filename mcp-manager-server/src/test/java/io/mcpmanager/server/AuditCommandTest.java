package io.mcpmanager.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.server.cli.RootCommand;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The audit command, against a manager that runs and on what one has left behind. */
final class AuditCommandTest {

  @TempDir
  Path folder;

  private Path data = Path.of("");

  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void leaveATrailOfThree() {
    data = folder.resolve("data");
    try (McpManager manager = Managers.serving(config()).start()) {
      for (String name : List.of("one", "two", "three")) {
        create(manager, name);
      }
    }
  }

  @Test
  void givenRunningManager_whenListed_thenTheNewestThatPassTheFilterAreShown() {
    running(url -> {
      Run all = run("audit", "list", "--action", "servers.", "--result", "done", "--url", url);
      Run last = run("audit", "list", "--action", "servers.", "-n", "1", "--json", "--url", url);

      assertThat(all.exit()).as(all.err()).isZero();
      assertThat(all.out().lines())
          .hasSize(4)
          .anyMatch(line -> line.matches("SEQUENCE +TIME +ACTOR +NAME +RESULT +ACTION +TARGET"))
          .anyMatch(line -> line.matches("2 +\\S+ +\\S+ +done +servers\\.create +\\S+"));
      assertThat(last.out()).contains("\"sequence\" : 3").doesNotContain("\"sequence\" : 2");
      assertThat(run("audit", "list", "--result", "denied", "--url", url).out().lines())
          .hasSize(1);
      assertThat(run("audit", "list", "--result", "maybe", "--url", url).exit()).isEqualTo(2);
      assertThat(
              run("audit", "list", "--actor", "user:none", "--url", url).out().lines())
          .hasSize(1);
    });
  }

  @Test
  void givenWhatStrangersHaveSent_whenListed_thenItDoesNotMoveTheCursor() {
    var manager = new TestManager();
    manager.start();
    manager.audit.record(
        CallContext.system("test"), "test.do", "user:\u001b[2J\nb", AuditResult.DENIED, Map.of());
    try (HttpServer server = Assembly.serve(manager, TestConfig.open(folder))) {
      Run run = run("audit", "list", "--url", "http://127.0.0.1:" + server.port());

      assertThat(run.out()).contains("user:?[2J?b").doesNotContain("\u001b");
    } finally {
      manager.close();
    }
  }

  @Test
  void givenRunningManager_whenExported_thenAFileOrStandardOutputHasAnEntryALine()
      throws Exception {
    Path file = folder.resolve("audit.ndjson");
    running(url -> {
      Run written = run("audit", "export", file.toString(), "--url", url);
      assertThat(written.exit()).as(written.err()).isZero();
      Run again = run("audit", "export", file.toString(), "--url", url);
      assertThat(again.exit()).isEqualTo(2);
      assertThat(again.err()).contains("FILE", "exists already");
      Run shown = run("audit", "export", "-", "--action", "servers.create", "--url", url);
      assertThat(shown.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"sequence\""));
      Run refused = run("audit", "export", folder.resolve("x") + "", "--from", "x", "--url", url);
      assertThat(refused.exit()).isEqualTo(2);
    });
    assertThat(Files.readAllLines(file)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void givenTrailAsItWasWritten_whenVerified_thenItSaysSoAndZero() throws Exception {
    Map<String, String> before = files();

    Run offline = offline();

    assertThat(offline.exit()).as(offline.out() + offline.err()).isZero();
    assertThat(offline.out())
        .startsWith("default: entries 1 to 3 are as they were written; anchors compared: 2");
    assertThat(files()).isEqualTo(before);
    running(url -> {
      Run own = run("audit", "verify", "--url", url);
      Run all = run("audit", "verify", "--all", "--json", "--url", url);
      assertThat(own.exit()).as(own.err()).isZero();
      assertThat(own.out()).startsWith("default: entries 1 to 3 are");
      assertThat(all.exit()).as(all.err()).isZero();
      assertThat(all.out()).startsWith("[").contains("\"intact\" : true");
    });
  }

  @Test
  void givenEditedEntry_whenVerified_thenItIsNamedAndOne() throws Exception {
    change("update audit_entry set target = 'server:other' where sequence = 2");

    Run offline = offline("--json");

    assertThat(offline().out()).startsWith("default: broken at entry 2 (edited): ");
    assertThat(offline.exit()).isEqualTo(1);
    assertThat(offline.out()).contains("\"kind\" : \"edited\"");
    running(url -> {
      Run own = run("audit", "verify", "--url", url);
      Run all = run("audit", "verify", "--all", "--url", url);
      assertThat(own.exit()).isEqualTo(1);
      assertThat(own.out()).startsWith("default: broken at entry 2 (edited): ");
      assertThat(all.exit()).isEqualTo(1);
    });
  }

  @Test
  void givenOlderCopyOfTheFolder_whenVerifiedWithAnchorsKeptElsewhere_thenWhatIsMissingIsNamed()
      throws Exception {
    Path older = folder.resolve("older");
    copy(data, older);
    try (McpManager manager = Managers.serving(config()).start()) {
      create(manager, "four");
    }
    Path kept = Files.copy(data.resolve("audit-anchors.ndjson"), folder.resolve("kept.ndjson"));
    data = older;

    Run alone = offline();
    Run compared = offline("--anchors", kept.toString());

    assertThat(alone.exit()).as(alone.out() + alone.err()).isZero();
    assertThat(compared.exit()).isEqualTo(1);
    assertThat(compared.out()).startsWith("default: broken at entry 4 (truncated): ");
    assertThat(offline("--anchors", "none.ndjson").err()).contains("--anchors", "can't be read");
  }

  @Test
  void givenNoKey_whenVerifiedOffline_thenThatIsSaidAndNoneIsMade() throws Exception {
    Files.delete(data.resolve("key"));

    Run run = offline();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("there is no key at the key file");
    assertThat(data.resolve("key")).doesNotExist();
  }

  @Test
  void givenStoreWithoutItsDataKeys_whenVerifiedOffline_thenThatIsSaid() throws Exception {
    change("delete from document where kind = 'data-key'");

    Run run = offline();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("the store has no data keys");
  }

  @Test
  void givenNoData_whenVerifiedOffline_thenThereIsNothingAndNothingIsCreated() {
    data = folder.resolve("none");

    Run run = offline();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("there is no database " + data);
    assertThat(data).doesNotExist();
  }

  @Test
  void givenOptionsThatMakeNoSense_whenVerified_thenUsageIsWrong() {
    assertThat(run("audit").exit()).isEqualTo(2);
    assertThat(run("audit", "verify", "--data", "x").exit()).isEqualTo(2);
    Run both = run("audit", "verify", "--offline", "--url", "http://127.0.0.1:1");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("leave out --url");
  }

  /** Something to do at an address. */
  @FunctionalInterface
  private interface Deed {

    void at(String url);
  }

  private void running(Deed deed) {
    LoadedConfig config = config();
    try (McpManager manager = Managers.serving(config).start();
        HttpServer server = Assembly.serve(manager, config)) {
      deed.at("http://127.0.0.1:" + server.port());
    }
  }

  private Run offline(String... more) {
    var arguments =
        new ArrayList<>(List.of("audit", "verify", "--offline", "--data", data.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private static Run run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = RootCommand.create(Managers::serving, Managers::reading)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  private LoadedConfig config() {
    return new ConfigLoader(Map.of(), folder, folder)
        .load(
            null,
            Map.of(
                "auth.open",
                "true",
                "http.port",
                "0",
                "http.drain-timeout",
                "200ms",
                "docker.enabled",
                "false",
                "data.directory",
                data.toString()));
  }

  private static void create(McpManager manager, String name) {
    Server ignored = manager
        .servers()
        .create(
            CallContext.system("test"),
            ServerDefinition.of(name, ProcessLaunch.of(List.of("no-such-command-x"))));
  }

  private void change(String sql) throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("mcp-manager.db"));
        Statement statement = database.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Path ignored = Files.createDirectories(to);
    try (Stream<Path> list = Files.list(from)) {
      for (Path file : list.filter(Files::isRegularFile).toList()) {
        Path copy = Files.copy(file, to.resolve(file.getFileName()));
        assertThat(copy).exists();
      }
    }
  }

  /** Names, lengths and times of the data folder's files. */
  private Map<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> list = Files.list(data)) {
      for (Path file : list.toList()) {
        files.put(
            file.getFileName().toString(),
            Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }
}
