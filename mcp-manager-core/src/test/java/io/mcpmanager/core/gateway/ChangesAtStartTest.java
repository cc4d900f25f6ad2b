package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.tools;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists that change while a server comes up: between their being read and the server's being known to answer. */
@LeakFree
final class ChangesAtStartTest {

  private final GatewayBench bench = new GatewayBench();
  private final FakeServer fake = new FakeServer().tools("early");

  @AfterEach
  void close() {
    bench.close();
  }

  private void change() {
    fake.tools("early", "late");
  }

  private void tell() {
    fake.notify("notifications/tools/list_changed", "{}");
  }

  @Test
  void givenChangeAfterTheListsWereRead_whenTheServerIsReady_thenTheyAreReadAgain()
      throws Exception {
    Server server =
        bench.add(GatewayBench.definition("alpha"), new ServerStatus.Running(Instant.EPOCH, 1));
    Connection connection = bench.connect(server, fake);
    change();
    tell();
    // long enough for the reading that a change brings about, which does not find the server yet
    bench.clock.advance(Duration.ofSeconds(1));

    bench.gateway.ready(server, connection);

    assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__early", "alpha__late");
  }

  @Test
  void givenModernServerThatAcknowledgesLate_whenItsListsHaveChanged_thenTheyAreReadAgain()
      throws Exception {
    fake.handle(
        "server/discover",
        params -> "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}");
    fake.silent("subscriptions/listen");
    Thread start = Thread.ofVirtual().start(() -> bench.start("alpha", fake));
    await().until(() -> !fake.received("subscriptions/listen").isEmpty());
    bench.clock.advance(Duration.ofSeconds(1));
    start.join();
    change();
    assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__early");

    acknowledge(fake.received("subscriptions/listen").getFirst());

    await().untilAsserted(() -> {
      bench.clock.advance(Duration.ofMillis(200));
      assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__early", "alpha__late");
    });
  }

  private void acknowledge(JsonNode listen) {
    fake.notify(
        "notifications/subscriptions/acknowledged",
        "{\"notifications\":{\"toolsListChanged\":true},"
            + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + listen.get("id") + "}}");
  }

  @Test
  void givenModernServerThatRefusesToTell_whenStarted_thenItIsReadAtOnce() throws Exception {
    fake.handle(
        "server/discover",
        params -> "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{\"listChanged\":true}}}");
    fake.handleRaw(
        "subscriptions/listen",
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
            + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}"));

    bench.start("alpha", fake);

    assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__early");
  }
}
