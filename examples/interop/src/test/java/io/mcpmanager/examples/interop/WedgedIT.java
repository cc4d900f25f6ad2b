package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers that live but answer nothing any more, and calls that are told why they failed. */
final class WedgedIT {

  private static final CallContext ME = CallContext.system("test");

  /** Falls silent, without reading on, at the first request with the word; its next life does not. */
  private static final String FALLS_SILENT = """
      while read -r line; do
        case $line in
          *fall-silent*) if mkdir "$1" 2>/dev/null; then echo 'lost in thought' >&2; sleep 600; fi ;;
          *drop-dead*) echo 'disk on fire' >&2; exit 5 ;;
        esac
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *initialize\\"*) result='{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"s","version":"1"}}' ;;
          *) result='{}' ;;
        esac
        case $line in
          *\\"id\\":*) printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result" ;;
        esac
      done
      """;

  @TempDir
  private Path folder;

  private final McpManager manager = McpManager.builder().build().start();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void givenAServerThatFallsSilent_whenItsCallsAreOverdue_thenItIsReplacedAndItsNeighbourIsNot()
      throws Exception {
    ServerId id = start("silent", FALLS_SILENT);
    ServerId other = start("neighbour", ShellServer.SCRIPT);
    try (GatewayClient client = manager.gateway().connect(ME, Scope.server("silent"), "test")) {
      assertThatThrownBy(() -> client.request("fall-silent", Json.of("{}")))
          .isInstanceOf(McpManagerException.class)
          .hasMessageContaining("server 'silent', call: ")
          .hasMessageContaining("time limit");
      // more than fits into its pipe
      assertThatThrownBy(
              () -> client.request("fill", Json.of("{\"x\":\"" + "y".repeat(300_000) + "\"}")))
          .hasMessageContaining("the server has not read its input for ");

      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> !client.request("anything", Json.of("{}")).text().isEmpty());
    }

    assertThat(wedged(id)).hasSize(1).first().satisfies(event -> {
      assertThat(event.overdue()).isPositive();
      assertThat(event.oldestMillis()).isGreaterThan(1000);
    });
    assertThat(generation(id)).isEqualTo(2);
    assertThat(wedged(other)).isEmpty();
    assertThat(generation(other)).isEqualTo(1);
  }

  @Test
  void givenAServerThatDiesOverACall_whenTheCallFails_thenItIsToldHowAndWhatItWroteLast()
      throws Exception {
    start("mortal", FALLS_SILENT);
    try (GatewayClient client = manager.gateway().connect(ME, Scope.server("mortal"), "test")) {
      assertThatThrownBy(() -> client.request("drop-dead", Json.of("{}")))
          .isInstanceOf(McpManagerException.class)
          .hasMessageContaining("server 'mortal', call: ")
          .hasMessageContaining("exited with status 5")
          .hasMessageContaining("disk on fire");
    }
  }

  private ServerId start(String name, String script) throws InterruptedException {
    ServerSettings settings = ServerSettings.DEFAULT;
    ServerDefinition definition = ServerDefinition.of(
            name,
            ProcessLaunch.of("sh", "-c", script, "sh", folder.resolve("once").toString()))
        .withSettings(settings.withTimeouts(
            settings.startTimeout(), Duration.ofSeconds(1), Duration.ofSeconds(3)));
    ServerId id = manager.servers().create(ME, definition).id();
    assertThat(manager.servers().execute(ME, id, new ServerCommand.Start()).success())
        .isTrue();
    return id;
  }

  private long generation(ServerId id) {
    return manager.servers().get(ME, id).liveInstance().orElseThrow().generation();
  }

  private List<EventData.Wedged> wedged(ServerId id) {
    return manager.events().after(ME, EventFilter.ofServer(id), 0, 100).events().stream()
        .map(event -> event.data())
        .filter(EventData.Wedged.class::isInstance)
        .map(EventData.Wedged.class::cast)
        .toList();
  }
}
