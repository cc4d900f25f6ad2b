package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.examples.demo.DemoServer;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our demo server in a container, from its creation by REST to its end: with the official client it answers as without
 * container and manager, its log and its use of the machine are seen live, and then nothing of it is left.
 */
@Requires({"node", "npm", "docker"})
final class ContainersIT {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LABEL = "mcp-manager-test-run";
  private static final String RUN = UUID.randomUUID().toString();

  @TempDir
  private static Path folder;

  private static TestEngine engine;
  private static String image;
  private static NodeTools node;
  private static ManagerProcess manager;

  @BeforeAll
  static void start() throws Exception {
    engine = TestEngine.standard();
    var classes = Path.of(
        DemoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    image = TestImages.of(engine)
        .javaProgram(
            "demo",
            List.of(classes),
            DemoServer.class.getName(),
            List.of("java.base", "jdk.httpserver"));
    node = NodeTools.installed();
    manager = ManagerProcess.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      manager.close();
    } finally {
      engine.remove(engine.containers(LABEL + "=" + RUN));
    }
  }

  @Test
  void givenADemoServerOnStdio_whenItGoesThroughItsLife_thenItAnswersAsWithoutItsContainer()
      throws Exception {
    live("boxed", definition("boxed", List.of()));
  }

  @Test
  void givenADemoServerOverHttp_whenItGoesThroughItsLife_thenItAnswersAsWithoutItsContainer()
      throws Exception {
    ObjectNode definition = definition("web", List.of("--http", "8080", "--address", "0.0.0.0"));
    var launch = (ObjectNode) definition.path("launch");
    launch.putObject("network").put("mode", "default");
    launch.putObject("endpoint").put("port", 8080).put("path", "/mcp");

    live("web", definition);
  }

  private static void live(String name, ObjectNode definition) throws Exception {
    done(manager.call("POST", "/servers", definition.toString()));
    try (var log = new LiveLog(manager, name)) {
      done(manager.call("POST", "/servers/" + name + "/start", ""));

      assertThat(answersOf(McpTarget.url(manager.url("/mcp/servers/" + name))))
          .isEqualTo(answersOf(McpTarget.stdio(DemoCommand.overStdio("legacy"), Map.of())));
      JsonNode ignored = node.run(
          McpTarget.url(manager.url("/mcp/servers/" + name)),
          "set-level",
          "debug",
          "log",
          "{\"message\": \"seen live\", \"level\": \"warning\"}");
      log.await("seen live");
    }
    Awaitility.await("its use of the machine is known").atMost(LONG).until(() -> {
      JsonNode usage = manager.server(name).at("/instance/usage");
      return usage.path("residentBytes").asLong() > 1_000_000 && usage.has("cpuPercent");
    });
    assertThat(engine.containers(LABEL + "=" + RUN))
        .containsExactly(manager.server(name).at("/instance/container/id").asText());

    done(manager.call("POST", "/servers/" + name + "/stop", ""));
    assertThat(engine.containers(LABEL + "=" + RUN)).isEmpty();
    done(manager.call("DELETE", "/servers/" + name, ""));
  }

  private static JsonNode answersOf(McpTarget target) throws Exception {
    return node.run(target, "call-all", node.spec("demo"));
  }

  private static ObjectNode definition(String name, List<String> arguments) {
    ObjectNode definition = JSON.createObjectNode().put("name", name);
    ObjectNode launch = definition.putObject("launch").put("kind", "container").put("image", image);
    // of the client's revision, so that nothing has to be translated
    Stream.concat(Stream.of("--revisions", "legacy"), arguments.stream())
        .forEach(launch.putArray("arguments")::add);
    launch.putObject("labels").put(LABEL, RUN);
    return definition;
  }

  private static void done(JsonNode answer) {
    assertThat(answer.path("success").asBoolean()).as(answer.toString()).isTrue();
  }

  /** The log of one server as it is followed over HTTP. */
  private static final class LiveLog implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    LiveLog(ManagerProcess manager, String server) {
      var request = HttpRequest.newBuilder(
              manager.url("/api/v1/servers/" + server + "/logs/stream"))
          .build();
      var ignored = http.sendAsync(request, BodyHandlers.ofLines())
          .thenAccept(answer -> answer.body().forEach(lines::add));
    }

    void await(String text) {
      Awaitility.await("the log says " + text).atMost(LONG).until(() -> lines.stream()
          .anyMatch(line -> line.contains(text)));
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
