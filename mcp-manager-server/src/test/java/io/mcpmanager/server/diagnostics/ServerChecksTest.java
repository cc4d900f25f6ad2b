package io.mcpmanager.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.diagnostics.Finding.Status;
import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.core.config.LoadedConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerChecksTest {

  private static final CallContext CONTEXT = CallContext.system("test");

  @TempDir
  Path folder;

  @Test
  void givenFreePort_whenExamined_thenItIsFree() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThat(port(port).status()).isEqualTo(Status.OK);
    assertThat(port(0).found()).contains("any free port");
  }

  @Test
  void givenPortThatAnswers_whenExamined_thenItSaysWhoHasIt() throws Exception {
    String ours = "{\"data\":{\"dataDirectory\":\"/data\",\"processId\":";

    assertThat(answering(ours + ProcessHandle.current().pid() + "}}"))
        .returns(Status.OK, Finding::status)
        .extracting(Finding::found)
        .asString()
        .startsWith("this manager answers");
    assertThat(answering(ours + "1}}"))
        .returns(Status.PROBLEM, Finding::status)
        .extracting(Finding::found)
        .asString()
        .contains("another MCP Manager", "/data");
    assertThat(answering("{\"success\":false,\"code\":\"UNAUTHENTICATED\"}"))
        .returns(Status.OK, Finding::status)
        .extracting(Finding::found)
        .asString()
        .contains("closed to strangers");
    assertThat(answering("<html>")).returns(Status.PROBLEM, Finding::status);
    assertThat(answering("{}").found()).contains("something other");
    assertThat(answering("x".repeat(1 << 20)).found()).contains("something other");
  }

  @Test
  void givenPortThatIsSilent_whenExamined_thenItIsAProblemInTime() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      assertThat(port(silent.getLocalPort()))
          .returns(Status.PROBLEM, Finding::status)
          .extracting(Finding::found)
          .asString()
          .contains("does not answer");
    }
  }

  @Test
  void givenConfiguration_whenExamined_thenPlacesAreShownAndValuesAreNot() throws Exception {
    Path file = Files.writeString(folder.resolve("c.toml"), "[http]\nport = 3456\n");

    assertThat(configuration(loaded(file, Map.of())))
        .singleElement()
        .returns("configuration.origin", Finding::id)
        .extracting(Finding::found)
        .asString()
        .contains("http.port", "c.toml line 2")
        .doesNotContain("3456");
  }

  @Test
  void givenFilesThatOthersCanReadOrChange_whenExamined_thenEachIsAWarning() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path database = Files.createFile(data.resolve("mcp-manager.db"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-r--r--"));
    Path servers = Files.writeString(
        folder.resolve("servers.json"),
        "{\"mcpServers\":{\"a\":{\"command\":\"x\",\"env\":{\"TOKEN\":\"hunter2\"}}}}");
    Files.setPosixFilePermissions(servers, PosixFilePermissions.fromString("rw-rw-rw-"));

    List<Finding> findings =
        configuration(loaded(null, Map.of("servers.file", servers.toString())));

    assertThat(findings)
        .extracting(Finding::id, Finding::status)
        .contains(
            tuple("configuration.database", Status.WARNING),
            tuple("configuration.data", Status.WARNING),
            tuple("configuration.servers-file", Status.WARNING));
    assertThat(findings.toString()).doesNotContain("hunter2");
  }

  @Test
  void givenServersFileThatRefersToMissingVariable_whenExamined_thenItIsAProblem()
      throws Exception {
    Path servers = Files.writeString(
        folder.resolve("servers.json"),
        "{\"mcpServers\":{\"a\":{\"command\":\"x\",\"env\":{\"T\":\"${NO_SUCH_VARIABLE_X}\"}}}}");

    assertThat(configuration(loaded(null, Map.of("servers.file", servers.toString()))))
        .anySatisfy(finding -> assertThat(finding)
            .returns(Status.PROBLEM, Finding::status)
            .extracting(Finding::found)
            .asString()
            .contains("NO_SUCH_VARIABLE_X"));
    assertThat(configuration(loaded(null, Map.of("servers.file", "/no/such/file"))))
        .extracting(Finding::status)
        .contains(Status.PROBLEM);
  }

  private Finding answering(String body) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 5);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, bytes.length);
      try (var out = exchange.getResponseBody()) {
        out.write(bytes);
      } catch (IOException leftEarly) {
        exchange.close();
      }
    });
    server.start();
    try {
      return port(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private Finding port(int port) throws InterruptedException {
    var loaded = loaded(null, Map.of("http.port", Integer.toString(port)));
    return new PortCheck(loaded.config().http()).examine(CONTEXT).getFirst();
  }

  private List<Finding> configuration(LoadedConfig loaded) throws IOException {
    return new ConfigurationCheck(loaded, folder.resolve("data/mcp-manager.db"), Map.of())
        .examine(CONTEXT);
  }

  private LoadedConfig loaded(
      @org.jspecify.annotations.Nullable Path file, Map<String, String> more) {
    var flags = new HashMap<>(more);
    if (file == null) {
      flags.put("data.directory", folder.resolve("data").toString());
    }
    return new ConfigLoader(Map.of(), folder, folder).load(file, flags);
  }
}
