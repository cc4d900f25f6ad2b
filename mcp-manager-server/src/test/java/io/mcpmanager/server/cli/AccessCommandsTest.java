package io.mcpmanager.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.TestManager;
import io.mcpmanager.server.http.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class AccessCommandsTest {

  private final TestManager manager = new TestManager();
  private final HttpServer server = serve(manager);

  private record Run(int exit, String out, String err) {}

  private static HttpServer serve(TestManager manager) {
    manager.start();
    return Assembly.serve(manager, TestConfig.open(Path.of("data")));
  }

  @AfterEach
  void stop() {
    server.close();
    manager.close();
  }

  private Run run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(2, List.of("--url", "http://localhost:" + server.port()));
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = RootCommand.create(config -> new TestManager())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
    return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
  }

  private String ok(String... arguments) {
    Run run = run(arguments);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void givenUser_whenAddedChangedAndDeleted_thenTheManagerDoesIt() {
    assertThat(ok("users", "add", "ada", "--role", "viewer", "--email", "ada@example.org"))
        .contains("ada added")
        .contains("http://localhost:" + server.port() + "/sign-in/link#mcp_l_");
    assertThat(ok("users", "add", "bob", "--role", "viewer", "--json")).contains("\"bob\"");
    assertThat(ok("users", "change", "ada", "--display-name", "Ada L.", "--enabled", "false"))
        .isEqualToIgnoringNewLines("ada changed: roles viewer, disabled");
    assertThat(ok("users", "change", "ada", "--role", "operator", "--enabled", "true", "--json"))
        .contains("Ada L.", "ada@example.org");
    assertThat(ok("users", "list").lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("ada   Ada L.  operator"));
    assertThat(ok("users", "list", "--json")).contains("\"name\" : \"bob\"");
    assertThat(ok("users", "invite", "ada")).contains("/sign-in/link#mcp_l_");
    assertThat(ok("users", "end-second-factor", "ada")).contains("without a second factor");
    assertThat(ok("users", "export", "ada")).contains("\"user\"");
    assertThat(ok("users", "erase", "ada")).contains("users: 1");
    assertThat(ok("users", "delete", "bob")).contains("bob deleted");
    assertThat(ok("users", "list").lines()).hasSize(1);
    assertThat(run("users", "delete", "bob").err()).contains("no user has this id or name");
  }

  @Test
  void givenRole_whenSetListedAndDeleted_thenTheManagerDoesIt() {
    assertThat(ok("roles", "set", "caller", "proxy:execute", "tools:execute:github"))
        .isEqualToIgnoringNewLines("caller: proxy:execute tools:execute:github");
    assertThat(ok("roles", "list")).contains("admin:full").contains("caller");
    assertThat(ok("roles", "list", "--json")).contains("\"builtIn\" : true");
    assertThat(run("roles", "set", "caller", "tools:fly").err()).contains("permissions[0]");
    assertThat(ok("roles", "delete", "caller")).contains("caller deleted");
  }

  @Test
  void givenKey_whenMadeRotatedAndRevoked_thenItIsShownOnce() {
    String made = ok("keys", "create", "ci", "servers:read", "--expires", "2099-01-01T00:00:00Z");
    assertThat(made).startsWith("mcp_k_").contains("it ends 2099-01-01T00:00:00Z");
    String id = made.substring(6, 14);

    assertThat(ok("keys", "list")).contains(id).doesNotContain(made.substring(0, 40));
    assertThat(ok("keys", "list", "--json")).contains("\"servers:read\"");
    assertThat(ok("keys", "rotate", id, "--overlap", "PT1H", "--json")).contains("\"secret\"");
    assertThat(ok("keys", "revoke", id)).contains(id + " ended");
    assertThat(run("keys", "revoke", id).err()).contains("no API key has this id");
    assertThat(run("keys", "create", "x", "nonsense").exit()).isNotZero();
  }
}
