package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Many servers, large messages, and many large messages for a server that does not take them. */
@Requires("perl")
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
final class LargeIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String MARK = "mark=large";
  private static final int MIB = 1024 * 1024;

  @TempDir
  private Path folder;

  private FaultyServer faulty;
  private ManagerProgram manager;
  private Neighbour neighbour;

  @BeforeEach
  void start() throws Exception {
    faulty = FaultyServer.unpackedTo(folder);
    manager = ManagerProgram.start(folder);
    neighbour = Neighbour.start(manager, faulty);
    neighbour.awaitCalls(20);
    neighbour.assertThatItWasServed();
  }

  @AfterEach
  void stop() throws Exception {
    try {
      neighbour.close();
      manager.close();
    } finally {
      Marked.end(MARK);
    }
  }

  @Test
  void givenAThousandServers_whenSomeAreStarted_thenThoseThatHangDelayNobody() throws Exception {
    importServers(999);
    JsonNode page = manager.call("GET", "/servers?pageSize=100&page=10", "");
    assertThat(page.path("meta").path("total").asInt()).isEqualTo(1000);
    assertThat(page.path("data")).hasSize(100);

    try (var starters = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
      for (int i = 0; i < 20; i++) {
        String name = "s-" + i;
        manager.command(name, "enable");
        Future<?> ignored = starters.submit(() -> manager.command(name, "start"));
      }
      // every second one hangs in its handshake for longer than this test takes
      for (int i = 1; i < 20; i += 2) {
        manager.awaitState("s-" + i, "running");
        manager.awaitState("s-" + (i - 1), "starting");
      }
      for (int i = 0; i < 20; i += 2) {
        manager.command("s-" + i, "stop");
      }
    }
    neighbour.assertThatItWasServed();
  }

  private void importServers(int count) throws Exception {
    ArrayNode servers = Json.object().putArray("servers");
    for (int i = 0; i < count; i++) {
      String habit = i % 2 == 0 ? "hangs-in-initialize" : "healthy";
      servers.add(Definition.of("s-" + i, faulty.command(habit, MARK))
          .withStartTimeout(Duration.ofMinutes(10))
          .toJson()
          .put("enabled", false));
    }
    ObjectNode document = Json.object();
    document.set("servers", servers);
    JsonNode answer = manager.call("POST", "/servers/import", document.toString());
    assertThat(answer.path("success").asBoolean()).as(answer.toString()).isTrue();
  }

  @Test
  void givenMessagesBelowTheLimit_whenCalled_thenTheyGoThroughWhole() throws Exception {
    add("healthy", LONG);
    String text = "x".repeat(9 * MIB);

    try (var session = McpSession.open(manager.url("/mcp"), LONG)) {
      JsonNode answer = session.callTool("faulty__echo", text, LONG);

      assertThat(answer.path("result").path("content").path(0).path("text").asText())
          .hasSameSizeAs(text);
    }
    neighbour.assertThatItWasServed();
  }

  @Test
  void givenServerThatTakesNothing_whenItIsSentALot_thenItsCallersAreToldAndMemoryIsKept()
      throws Exception {
    add("wedges", Duration.ofSeconds(1));
    String text = "x".repeat(5 * MIB);
    try (var session = McpSession.open(manager.url("/mcp"), LONG);
        var callers = Executors.newFixedThreadPool(4)) {
      JsonNode ignored = session.callTool("faulty__fault", "", LONG);
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(callers.submit(() -> session.callTool("faulty__echo", text, LONG)));
      }
      for (Future<JsonNode> answer : answers) {
        // an error, or an answer of its next life if the manager found it wedged and restarted it
        assertThat(answer.get().path("result").path("content").size()).isEqualTo(1);
      }
    }
    assertThat(manager.output()).doesNotContain("OutOfMemoryError");
    neighbour.assertThatItWasServed();
  }

  private void add(String habit, Duration callTimeout) throws Exception {
    manager.create(
        Definition.of("faulty", faulty.command(habit, MARK)).withCallTimeout(callTimeout));
    manager.command("faulty", "start");
    manager.awaitState("faulty", "running");
  }
}
