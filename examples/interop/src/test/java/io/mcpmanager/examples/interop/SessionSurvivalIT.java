package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.examples.demo.DemoServer;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official client, which connects once and goes on whatever is restarted. */
@Requires({"node", "npm"})
final class SessionSurvivalIT {

  private static final String ADD = "{\"a\":1,\"b\":2}";

  private static NodeTools node;

  @TempDir
  private Path folder;

  private ManagerProcess manager;

  @BeforeAll
  static void install() throws Exception {
    node = NodeTools.installed();
  }

  @BeforeEach
  void start() throws Exception {
    manager = ManagerProcess.start(folder);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = Path.of(
            DemoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
    manager.add("demo", List.of(java, "-cp", classes, DemoServer.class.getName()), Map.of());
    manager.await("demo", "running");
  }

  @AfterEach
  void stop() throws Exception {
    manager.close();
  }

  /** Another manager in the place of the one that has ended. */
  private void again() throws Exception {
    manager.close();
    manager = ManagerProcess.startAt(folder, manager.port());
    manager.await("demo", "running");
  }

  private List<String> events(String type) throws Exception {
    return manager
        .call("GET", "/events?limit=100&type=" + type, "")
        .path("data")
        .findValuesAsText("message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/mcp/servers/demo"})
  void givenKilledManager_whenAnotherStarts_thenTheSessionGoesOnAndLostCallsAreReported(String path)
      throws Exception {
    String prefix = path.equals("/mcp") ? "demo__" : "";
    try (PatientClient client = node.patient(manager.url(path))) {
      String session = client.ask("session").asText();
      assertThat(client.text(prefix + "add", ADD)).contains("3");
      int streamed = client.call(prefix + "count", "{\"steps\":1000,\"delay_ms\":100}");
      client.awaitProgress(streamed);
      // the journal is written behind the calls
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

      manager.kill();
      again();

      JsonNode lost = client.await(streamed).path("error");
      assertThat(lost.path("code").asInt()).isEqualTo(-32603);
      assertThat(lost.path("message").asText()).contains("interrupted and not repeated");
      assertThat(client.text(prefix + "add", ADD)).contains("3");
      assertThat(client.ask("tools").toString()).contains("add");
      assertThat(client.ask("session").asText()).isEqualTo(session);
      assertThat(events("gateway.session-revived")).hasSize(1);
      assertThat(events("gateway.session-closed")).isEmpty();
      assertThat(manager.call("GET", "/gateway/clients", "").path("data").toString())
          .contains("patient");
    }
  }

  @Test
  void givenSubscription_whenTheManagerIsKilled_thenItGoesOn() throws Exception {
    String updated = "notifications/resources/updated";
    try (PatientClient client = node.patient(manager.url("/mcp"))) {
      assertThat(client.subscribe("demo://note").has("result")).isTrue();
      client.text("demo__write_note", "{\"text\":\"one\"}");
      client.awaitHeard(updated, 1);
      // the journal is written behind the calls
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

      manager.kill();
      again();

      // it is told once, as the resource may have changed meanwhile
      client.awaitHeard(updated, 2);
      client.text("demo__write_note", "{\"text\":\"two\"}");
      client.awaitHeard(updated, 3);
    }
  }

  @Test
  void givenOrderlyRestart_whenAnotherStarts_thenTheSessionGoesOn() throws Exception {
    try (PatientClient client = node.patient(manager.url("/mcp"))) {
      String session = client.ask("session").asText();
      assertThat(client.text("demo__add", ADD)).contains("3");

      for (int i = 0; i < 2; i++) {
        manager.terminate();
        again();
        assertThat(client.text("demo__add", ADD)).contains("3");
      }

      assertThat(client.ask("session").asText()).isEqualTo(session);
      assertThat(events("gateway.session-revived")).hasSize(2);
    }
  }

  @Test
  void givenServerThatDies_whenItIsBack_thenTheSessionGoesOnAndTheCallWasReportedAtOnce()
      throws Exception {
    try (PatientClient client = node.patient(manager.url("/mcp"))) {
      int waiting = client.call("demo__count", "{\"steps\":1000,\"delay_ms\":100}");
      client.awaitProgress(waiting);
      int crash = client.call("demo__crash", "{}");

      assertThat(client.await(waiting).toString()).contains("isError").contains("demo");
      assertThat(client.await(crash).toString()).contains("isError");
      // on a slow machine it takes longer to come back than a call waits for it
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.text("demo__add", ADD).contains("3"));
      assertThat(events("gateway.session-closed")).isEmpty();
    }
  }
}
