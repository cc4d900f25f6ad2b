package io.mcpmanager.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.core.backup.StoreBackups;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.TestManager;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.store.SqliteStore;
import io.mcpmanager.testkit.LaunchStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ClientCommandsTest {

  @TempDir
  Path folder;

  private final TestManager manager = new TestManager();
  private final HttpServer server = serve(manager);
  private final int port = server.port();

  private record Run(int exit, String out, String err) {}

  @AfterEach
  void stop() {
    server.close();
    manager.close();
  }

  @Test
  void givenAServer_whenAddedListedStoppedAndDeleted_thenTheManagerDoesIt() {
    Run added = run("servers", "add", "files", "npx", "-y", "package");
    assertThat(added.exit()).as(added.err()).isZero();
    assertThat(added.out()).startsWith("files: added; ");
    assertThat(run("servers", "show", "files", "--json").out())
        .contains("\"arguments\" : [ \"-y\", \"package\" ]");
    assertThat(run("servers", "show", "files").out().lines())
        .anyMatch(line -> line.matches("arguments +-y package"))
        .anyMatch(line -> line.matches("state +running since .*"));

    assertThat(run("servers", "list").out().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("files  running"));
    assertThat(run("servers", "list", "--state", "error", "--json").out().strip())
        .isEqualTo("[ ]");

    assertThat(run("servers", "stop", "files").exit()).isZero();
    assertThat(run("servers", "restart", "files").exit()).isZero();
    assertThat(run("status").out()).contains("servers running");
    assertThat(run("servers", "delete", "files").exit()).isZero();
    assertThat(run("servers", "list").out().lines()).hasSize(1);
  }

  @Test
  void givenAnImage_whenAServerIsAdded_thenItIsAContainerWithWhatWasLoosened() {
    Run added = run(
        ("servers add --no-start fetch --image mcp/fetch --env A=b --mount /a:/b --mount /c:/d:rw"
                + " --allow-host api.example.com --memory 256m --cpus 0.5 --pids 64"
                + " --endpoint 8080/mcp --pull never --user 1000 --cap-add CHOWN --writable-root"
                + " --cwd /app -- --verbose --user x")
            .split(" "));

    assertThat(added.exit()).as(added.err()).isZero();
    Server fetch =
        manager.servers().findByName(CallContext.system("test"), "fetch").orElseThrow();
    assertThat(fetch.definition().launch())
        .isEqualTo(new ContainerLaunch(
            "mcp/fetch",
            List.of(),
            List.of("--verbose", "--user", "x"),
            Map.of("A", "b"),
            "/app",
            new ContainerEndpoint(8080, "/mcp"),
            ImagePull.of(ImagePull.Policy.NEVER),
            List.of(ContainerMount.readOnly("/a", "/b"), new ContainerMount("/c", "/d", false)),
            ContainerNetwork.allowing("api.example.com"),
            new ContainerLimits(256L << 20, 0.5, 64),
            new ContainerSecurity(
                false, ContainerSecurity.DEFAULT.temporaryFolders(), Set.of("CHOWN"), true, "1000"),
            null,
            Map.of(),
            null));
    assertThat(run("servers", "show", "fetch").out().lines())
        .anyMatch(line -> line.matches("image +mcp/fetch"))
        .anyMatch(line -> line.matches("environment +A"))
        .anyMatch(line -> line.matches("mount +/c at /d, writable"))
        .anyMatch(line -> line.matches("loosened +network.mode mounts\\[1].readOnly .*"));
  }

  @Test
  void givenOnlyAnImage_whenAServerIsAdded_thenNothingIsLoosened() {
    assertThat(
            run("servers", "add", "--no-start", "fetch", "--image", "mcp/fetch").exit())
        .isZero();

    assertThat(manager
            .servers()
            .findByName(CallContext.system("test"), "fetch")
            .orElseThrow()
            .definition()
            .launch())
        .isEqualTo(ContainerLaunch.of("mcp/fetch"));
  }

  @Test
  void givenOptionsThatMakeNoSense_whenAServerIsAdded_thenUsageIsWrong() {
    assertThat(run("servers", "add", "a", "node", "--user", "bob").err()).contains("put --");
    assertThat(run("servers", "add", "a", "--", "node", "--user", "bob").exit()).isZero();
    assertThat(run("servers", "add", "b", "--image", "x", "--mount", "/a").err())
        .contains("SOURCE:TARGET");
    assertThat(run("servers", "add", "b", "--image", "x", "--endpoint", "http").err())
        .contains("8080/mcp");
    assertThat(
            run("servers", "add", "b", "--image", "x", "--remote", "http://x").exit())
        .isEqualTo(2);
    assertThat(run("servers", "add", "b", "--image", "x", "--memory", "lots").err())
        .contains("launch.limits.memoryBytes");
  }

  @Test
  void givenAServer_whenItsGatewayIsAskedFor_thenItsEndpointsAndSettingsAreShownAndChanged() {
    run("servers", "add", "--no-start", "files", "npx");

    Run shown = run("servers", "gateway", "files");
    assertThat(shown.out().lines())
        .anyMatch(line -> line.matches("streamable-http +http://.*/mcp/servers/files"))
        .anyMatch(line -> line.matches("websocket +ws://.*/mcp/servers/files/ws"))
        .anyMatch(line -> line.matches("stdio +mcp-manager stdio --server files"))
        .anyMatch(line -> line.matches("isolation +auto"));

    Run changed =
        run(("servers gateway files --isolation session --max-isolated 4 --protocol legacy"
                + " --repeat-idempotent true --exposed false --max-result-bytes 65536"
                + " --validate-arguments true")
            .split(" "));
    assertThat(changed.exit()).as(changed.err()).isZero();
    assertThat(manager
            .servers()
            .findByName(CallContext.system("test"), "files")
            .orElseThrow()
            .definition()
            .settings()
            .gateway())
        .isEqualTo(new GatewayOptions(
            false,
            null,
            256,
            GatewayOptions.Protocol.LEGACY,
            true,
            GatewayOptions.Isolation.SESSION,
            4,
            65536,
            true));
    assertThat(run("servers", "gateway", "files", "--isolation", "some").err())
        .contains("auto, shared, session");
    assertThat(run("servers", "gateway", "files", "--json").out()).contains("\"endpoints\"");
  }

  @Test
  void givenChecks_whenHealthIsShown_thenFiguresAndALineForEveryPoint() {
    assertThat(run("servers", "add", "files", "npx").exit()).isZero();
    assertThat(run("servers", "health", "files").out())
        .contains("now           unknown", "no checks");
    Server files =
        manager.servers().findByName(CallContext.system("test"), "files").orElseThrow();
    check(files, HealthStatus.HEALTHY, 12);
    check(files, HealthStatus.UNHEALTHY, 5000);

    Run shown = run("servers", "health", "files", "--range", "1h");

    assertThat(shown.out())
        .contains("last 1h       2 checks: 1 healthy, 1 unhealthy")
        .contains("uptime        50.000 % since ")
        .contains("error budget  overdrawn by 26 s of 3 s, for an objective of 99.9 %")
        .contains("response time p50 12 ms")
        .contains("up            ····")
        .contains("each 1 min");
    assertThat(run("servers", "health", "files", "--json").out())
        .contains("\"uptimePercent\" : 50.0");
    assertThat(run("servers", "health", "files", "--range", "2h").err())
        .contains("1h, 24h, 7d, 30d");
    assertThat(run("servers", "health", "nobody").exit()).isEqualTo(1);
  }

  private void check(Server server, HealthStatus after, int millis) {
    manager.clock.advance(Duration.ofSeconds(1));
    manager
        .health()
        .checked(
            server,
            new CompletedCheck(
                server.id(),
                HealthCheck.Kind.MCP_PING,
                after == HealthStatus.HEALTHY,
                Duration.ofMillis(millis),
                Duration.ZERO),
            after);
  }

  @Test
  void givenFailures_whenCommanded_thenASentenceAndAnExitCode() {
    Run unknown = run("servers", "start", "nobody");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("nobody").doesNotContain("Exception");

    manager.runtime.on("broken", LaunchStep.fails("no such file"));
    Run broken = run("servers", "add", "broken", "x");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.err()).contains("no such file");

    assertThat(run("servers", "add", "x y", "z").exit()).isEqualTo(2);
    assertThat(run("servers", "add", "nothing").exit()).isEqualTo(2);
    assertThat(run("nonsense").exit()).isEqualTo(2);

    assertThat(plain("status", "--url", "localhost").exit()).isEqualTo(2);
    server.close();
    Run nobody = run("servers", "list");
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.err()).contains("no manager answers").contains("mcp-manager serve");
  }

  @Test
  void givenManyServers_whenCommandedTogether_thenATableAndAnExitCode() {
    for (String name : List.of("a", "b", "c")) {
      run("servers", "add", "--no-start", name, "x");
    }
    manager.runtime.on("b", LaunchStep.fails("no such file"));

    Run started = run("servers", "start", "a", "b", "nobody");
    assertThat(started.exit()).as(started.err()).isEqualTo(3);
    assertThat(started.out().lines())
        .anyMatch(line -> line.matches("a +succeeded +\\d+ +running"))
        .anyMatch(line -> line.matches("b +failed +\\d+ +.*no such file.*"))
        .anyMatch(line -> line.matches("nobody +failed +no server has this id or name"))
        .contains("3 servers: 1 succeeded, 2 failed");

    Run all = run("servers", "start", "--all", "--parallel", "2", "--json");
    assertThat(all.exit()).isZero();
    assertThat(all.out()).contains("\"skipped\" : 1").contains("\"state\" : \"finished\"");
    assertThat(run("servers", "stop", "--state", "running").out())
        .contains("3 servers: 3 succeeded");
    assertThat(run("servers", "stop", "--state", "running").out()).contains("No server matches.");
    assertThat(run("servers", "stop", "--label", "team=x").exit()).isZero();
  }

  @Test
  void givenADeletionOfServersThatAreNotNamed_whenNotConfirmed_thenNothingIsDeleted() {
    run("servers", "add", "--no-start", "a", "x");
    run("servers", "add", "--no-start", "b", "x");

    Run unconfirmed = run("servers", "delete", "--all");
    assertThat(unconfirmed.exit()).isEqualTo(2);
    assertThat(unconfirmed.err()).contains("--yes");
    assertThat(run("servers", "list").out().lines()).hasSize(3);
    assertThat(run("servers", "delete").exit()).isEqualTo(2);
    assertThat(run("servers", "delete", "a", "--all").exit()).isEqualTo(2);

    assertThat(run("servers", "delete", "--all", "--yes").exit()).isZero();
    assertThat(run("servers", "list").out().lines()).hasSize(1);
  }

  @Test
  void givenCounts_whenDrawn_thenTheBarIsAsFullAsTheRunIsFar() {
    var counts =
        JsonNodeFactory.instance.objectNode().put("total", 10).put("done", 4).put("failed", 1);
    var out = new StringWriter();
    var bar = new ProgressBar(new PrintWriter(out), true);

    bar.draw(counts);
    bar.clear();

    assertThat(ProgressBar.line(counts))
        .isEqualTo("[############------------------] 4 of 10, 1 failed");
    assertThat(out.toString()).endsWith("\r");
    var nobody = new StringWriter();
    new ProgressBar(new PrintWriter(nobody), false).draw(counts);
    assertThat(nobody.toString()).isEmpty();
  }

  @Test
  void givenAFile_whenImported_thenExportGivesItBack() throws Exception {
    Path file = Files.writeString(
        folder.resolve("servers.json"), "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}");

    assertThat(run("servers", "import", file.toString()).out())
        .isEqualToIgnoringNewLines("1 added, 0 existed already");
    assertThat(run("servers", "export").out()).contains("\"command\" : \"x\"");
    assertThat(run("servers", "import", "nowhere.json").exit()).isEqualTo(2);
  }

  @Test
  void givenToolsAndLogs_whenAsked_thenShown() {
    assertThat(run("tools", "list").out()).contains("files__echo");
    Run called = run("tools", "call", "files__echo", "{\"a\":1}");
    assertThat(called.exit()).as(called.err()).isZero();
    assertThat(called.out().strip()).isEqualTo("ok");
    assertThat(run("tools", "call", "files__echo", "{").exit()).isEqualTo(2);

    run("servers", "add", "--no-start", "a", "x");
    var id = manager
        .servers()
        .list(CallContext.system("test"), ServerQuery.ALL)
        .items()
        .getFirst()
        .id();
    manager.logs.append(id, LogStream.STDERR, "first");
    manager.logs.append(id, LogStream.STDERR, "second");
    assertThat(run("servers", "logs", "a", "-n", "1").out())
        .contains("second")
        .doesNotContain("first");

    assertThat(run("servers", "logs", "a", "--export").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("stderr info  first"),
            line -> assertThat(line).endsWith("stderr info  second"));
    String file = folder.resolve("a.ndjson").toString();
    assertThat(run("servers", "logs", "a", "--json", "-o", file).exit()).isZero();
    assertThat(Path.of(file)).content().contains("\"text\":\"first\"").endsWith("}\n");
    assertThat(run("servers", "logs", "a", "-o", file).exit()).isEqualTo(2);
  }

  @Test
  void givenNothing_whenAskedForVersionHelpAndConfiguration_thenShown() {
    assertThat(plain("version").out()).startsWith("mcp-manager ");
    assertThat(plain("--help").out()).contains("servers").contains("serve");
    assertThat(plain("config", "show", "--origin").out()).contains("http.port").contains("ORIGIN");
    assertThat(plain("config", "check").exit()).isZero();
    assertThat(plain("config", "check", "--config", "nowhere.toml").exit()).isEqualTo(2);
  }

  @Test
  void givenEvents_whenListedAndExported_thenTheyAreShown() throws IOException {
    run("servers", "add", "files", "npx");

    assertThat(run("events", "list", "--server", "files", "--type", "server.created")
            .out())
        .contains("SEVERITY")
        .contains("server.created");
    assertThat(run("events", "export", "--category", "configuration").out())
        .startsWith("{\"sequence\":");
    Path file = folder.resolve("events.csv");
    assertThat(run("events", "export", "--format", "csv", "-o", file.toString()).exit())
        .isZero();
    assertThat(Files.readString(file)).startsWith("sequence,id,time");
    Run again = run("events", "export", "-o", file.toString());
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("exists already");
    assertThat(run("events", "export", "--format", "xml").exit()).isEqualTo(2);
  }

  @Test
  void givenARunningManager_whenBackedUpToAFile_thenItCanBeRestoredOnce() {
    Path data = folder.resolve("data");
    Path file = folder.resolve("backup.zip");
    try (SqliteStore store = SqliteStore.open(data.resolve("mcp-manager.db"))) {
      manager.backups = new StoreBackups(store, manager.clock);

      Run made = run("backup", file.toString());
      assertThat(made.exit()).as(made.err()).isZero();
      assertThat(made.out()).contains("made").contains(file.toString());
      assertThat(run("backup", file.toString()).err()).contains("exists already");
      assertThat(plain("backup", folder.resolve("b.zip").toString(), "--data", data.toString())
              .err())
          .contains("open in another manager");
    }
    String target = folder.resolve("restored").toString();

    assertThat(plain("restore", file.toString(), "--data", target).out()).contains("restored to");
    Run again = plain("restore", file.toString(), "--data", target);

    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("is not empty");
    assertThat(plain("restore", folder.resolve("none.zip").toString(), "--data", target)
            .exit())
        .isEqualTo(2);
  }

  @Test
  void givenNoRunningManager_whenItsFolderIsBackedUp_thenTheFileIsWritten() {
    Path data = folder.resolve("data");
    SqliteStore.open(data.resolve("mcp-manager.db")).close();
    Path file = folder.resolve("backup.zip");

    assertThat(plain("backup", file.toString(), "--data", data.toString()).exit())
        .isZero();
    assertThat(file).isRegularFile();
    assertThat(plain("backup", "--data", data.toString()).exit()).isEqualTo(2);
  }

  @Test
  void givenAManagerThatCannotBeBackedUp_whenBackedUpToAFile_thenNoFileIsLeft() {
    Path file = folder.resolve("backup.zip");

    Run refused = run("backup", file.toString());

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("in memory");
    assertThat(file).doesNotExist();
  }

  private Run run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    int group = List.of("status", "nonsense", "backup").contains(arguments[0]) ? 1 : 2;
    all.addAll(group, List.of("--url", "http://localhost:" + port));
    return plain(all.toArray(String[]::new));
  }

  private static Run plain(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = RootCommand.create(config -> new TestManager())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  private static HttpServer serve(TestManager manager) {
    manager.start();
    return Assembly.serve(
        manager, TestConfig.open(Path.of("data"), "http.max-body-bytes", "1048576"));
  }
}
