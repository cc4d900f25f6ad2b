package io.mcpmanager.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {

  @TempDir
  Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void kill() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void givenServe_whenTerminated_thenItGreetsServesAndEndsInOrder() throws Exception {
    Path servers = Files.writeString(
        folder.resolve("servers.json"), "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}");
    Process process = run(
        "serve",
        "--open",
        "--port",
        "0",
        "--data",
        folder.toString(),
        "--servers",
        servers.toString());
    var greeting = new ArrayList<String>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      greeting.add(line.strip());
      if (line.startsWith("Stop it")) {
        break;
      }
    }

    assertThat(greeting).contains("Servers      1").anyMatch(line -> line.endsWith("/mcp"));
    String dashboard = greeting.stream()
        .filter(line -> line.startsWith("Dashboard"))
        .map(line -> line.substring("Dashboard".length()).strip())
        .findFirst()
        .orElseThrow();
    assertThat(status(dashboard + "health")).isEqualTo(200);

    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isIn(0, 143);
    assertThat(folder.resolve("errors")).content().doesNotContain("Exception");
  }

  @Test
  void givenATakenPort_whenServed_thenOneSentenceAndOne() throws Exception {
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Process process = run("serve", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(errors(process))
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort())
          .contains("--port");
      assertThat(process.exitValue()).isEqualTo(1);
    }
  }

  @Test
  void givenBadInput_whenServed_thenEachMistakeIsNamedAndTwo() throws Exception {
    Path config = Files.writeString(folder.resolve("c.toml"), "[http]\nport = 70000\nprot = 1\n");

    Process badConfig = run("serve", "--config", config.toString());
    assertThat(errors(badConfig))
        .hasSize(3)
        .anyMatch(line -> line.contains("c.toml line 2") && line.contains("65535"))
        .anyMatch(line -> line.contains("c.toml line 3") && line.contains("not a known key"));
    assertThat(badConfig.exitValue()).isEqualTo(2);

    Process noFile = run("serve", "--port", "0", "--servers", "nowhere.json");
    assertThat(errors(noFile)).singleElement().asString().contains("nowhere.json");
    assertThat(noFile.exitValue()).isEqualTo(2);
  }

  private List<String> errors(Process process) throws Exception {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(folder.resolve("errors"));
  }

  private Process run(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TestMain.class.getName());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("MCP_") || name.contains("JAVA"));
    Process process = builder.redirectError(folder.resolve("errors").toFile()).start();
    started.add(process);
    return process;
  }

  private static int status(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
