package io.mcpmanager.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.server.cli.RootCommand;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.store.SqliteStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The doctor command, as the program assembles it. */
final class DoctorTest {

  @TempDir
  Path folder;

  private record Run(int exit, String out, String err) {}

  @Test
  void givenNoDatabase_whenLookedAt_thenItSaysSoAndCreatesNothing() throws Exception {
    Run run = doctor(folder.resolve("none"));

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("there is no database yet", "no manager answers", "java.version");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void givenDatabaseOfAStoppedManager_whenLookedAt_thenNothingInItsFolderChanges()
      throws Exception {
    Path data = folder.resolve("data");
    try (McpManager manager = manager(data)) {
      Server ignored = manager
          .servers()
          .create(
              CallContext.system("test"),
              ServerDefinition.of("lost", ProcessLaunch.of(List.of("no-such-command-x"))));
    }
    Map<String, String> before = files(data);

    Run run = doctor(data);

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("store.integrity", "whole", "no manager has the database open")
        .contains("lost: launch.command")
        .contains("servers.state");
    assertThat(files(data)).isEqualTo(before);
  }

  @Test
  void givenManagerThatAnswersElsewhere_whenItsFolderIsLookedAt_thenItGoesOnUndisturbed()
      throws Exception {
    Path data = folder.resolve("data");
    try (McpManager manager = manager(data)) {
      Run run = doctor(data);

      assertThat(run.exit()).as(run.out() + run.err()).isZero();
      assertThat(run.out()).contains("another manager has the database open", "--url");
      Server ignored = manager
          .servers()
          .create(
              CallContext.system("test"),
              ServerDefinition.of("later", ProcessLaunch.of(List.of("true"))));
    }
  }

  @Test
  void givenDamagedDatabase_whenLookedAt_thenItIsAProblemWithARemedy() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("mcp-manager.db"), "this is no database ".repeat(1000));

    Run run = doctor(data);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("problem  store.file", "no database", "backup", "1 problem");
  }

  @Test
  void givenWrongConfiguration_whenLookedAt_thenEachMistakeIsAProblemAndTheMachineIsStillChecked()
      throws Exception {
    Path file = Files.writeString(folder.resolve("c.toml"), "[http]\nport = 70000\nprot = 1\n");

    Run run = run("doctor", "--config", file.toString());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("c.toml line 2", "c.toml line 3", "memory.heap", "2 problems");
  }

  @Test
  void givenRunningManager_whenAsked_thenItsOwnFindingsAreShown() throws Exception {
    var manager = new TestManager();
    manager.start();
    try (HttpServer server = Assembly.serve(manager, TestConfig.open(folder))) {
      String url = "http://127.0.0.1:" + server.port();

      Run people = run("doctor", "--url", url);
      Run programs = run("doctor", "--json", "--url", url);

      assertThat(people.exit()).as(people.out() + people.err()).isZero();
      assertThat(people.out()).contains("the manager at " + url, "servers.count");
      assertThat(programs.out()).startsWith("{").contains("\"findings\"", "\"remedy\"");
    } finally {
      manager.close();
    }
  }

  @Test
  void givenNobody_whenAskedByAddress_thenOneSentenceAndOne() {
    Run run = run("doctor", "--url", "http://127.0.0.1:1");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("no manager answers");
  }

  private Run doctor(Path data) throws IOException {
    Path file = Files.writeString(folder.resolve("c.toml"), "[http]\nport = 1\n");
    return run("doctor", "--config", file.toString(), "--data", data.toString());
  }

  private static Run run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = RootCommand.create(Managers::serving, Managers::reading)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  private static McpManager manager(Path data) {
    return McpManager.builder()
        .store(SqliteStore.open(data.resolve("mcp-manager.db")))
        .build()
        .start();
  }

  /** Names, lengths and times of a folder's files. */
  private static Map<String, String> files(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        files.put(
            file.getFileName().toString(),
            Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }
}
