package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static io.mcpmanager.core.gateway.GatewayBench.initialize;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class OneServerTest {

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenServer_whenInitialized_thenItIsMirroredWithoutTasks() throws Exception {
    bench.start(
        "alpha",
        new FakeServer()
            .tools("echo")
            .capability("resources", "{\"subscribe\":true,\"listChanged\":true}")
            .capability("tasks", "{\"list\":{}}")
            .capability("experimental", "{\"x\":{}}")
            .instructions("Use me."));

    JsonNode result =
        ask(bench.open(Scope.server("alpha")), initialize("2025-06-18")).path("result");

    assertThat(result.path("protocolVersion").asText()).isEqualTo("2025-06-18");
    assertThat(result.path("serverInfo").path("name").asText()).isEqualTo("fake");
    assertThat(result.path("instructions").asText()).isEqualTo("Use me.");
    assertThat(result.path("capabilities").toString())
        .isEqualTo(
            "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,\"listChanged\":true},\"experimental\":{\"x\":{}}}");
  }

  @Test
  void givenServer_whenCalled_thenNamesCursorsAndUnknownMethodsPassThrough() throws Exception {
    var fake = new FakeServer().tools("echo", "two").pageSize(1);
    fake.handle("vendor/thing", params -> "{\"got\":" + params + "}");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.server("alpha"));

    JsonNode page = ask(client, request("1", "tools/list", "{}")).path("result");
    JsonNode called = ask(client, call("2", "echo")).path("result");
    JsonNode vendor = ask(client, request("3", "vendor/thing", "{\"a\":1}")).path("result");
    JsonNode unknown = ask(client, request("\"4\"", "vendor/other", "{}"));

    assertThat(page.path("nextCursor").asText()).isEqualTo("1");
    assertThat(page.path("tools").path(0).path("name").asText()).isEqualTo("echo");
    assertThat(called.path("content").path(0).path("text").asText()).isEqualTo("echo");
    assertThat(vendor.path("got").path("a").asInt()).isEqualTo(1);
    assertThat(unknown.path("id").asText()).isEqualTo("4");
    assertThat(unknown.path("error").path("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void givenWishForATask_whenCalled_thenTheServerDoesNotHearOfIt() throws Exception {
    var fake = new FakeServer().tools("echo");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.server("alpha"));

    ask(
        client,
        request(
            "1",
            "tools/call",
            "{\"task\":{\"ttl\":1},\"name\":\"echo\",\"arguments\":{\"task\":2},\"_meta\":{\"progressToken\":1}}"));
    JsonNode tasks = ask(client, request("2", "tasks/list", "{}"));

    JsonNode received = fake.received("tools/call").getFirst().path("params");
    assertThat(received.has("task")).isFalse();
    assertThat(received.path("arguments").path("task").asInt()).isEqualTo(2);
    assertThat(tasks.path("error").path("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void givenServerThatTellsOfNoChanges_whenSubscribing_thenMethodIsUnknown() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.server("alpha"));

    JsonNode answer = ask(client, request("1", "resources/subscribe", "{\"uri\":\"file:///a\"}"));

    assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void givenServerThatIsNotRunning_whenInitialized_thenErrorNamesServerAndState() throws Exception {
    bench.add(definition("alpha"), new ServerStatus.Stopped(Instant.EPOCH));

    JsonNode error =
        ask(bench.open(Scope.server("alpha")), initialize("2025-11-25")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32603);
    assertThat(error.path("message").asText()).contains("alpha", "stopped");
  }

  @Test
  void givenServerThatDies_whenCalled_thenErrorNamesServerAndState() throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.server("alpha"));
    bench.stop(server);

    JsonNode error = ask(client, call("1", "echo")).path("error");

    assertThat(error.path("message").asText()).contains("alpha", "stopped");
  }

  @Test
  void givenNoSuchServer_whenOpened_thenNotFound() {
    assertThatThrownBy(() -> bench.open(Scope.server("nobody")))
        .isInstanceOf(ServerNotFoundException.class);
  }

  @Test
  void givenStartingServer_whenInitialized_thenItIsWaitedFor() throws Exception {
    bench.add(definition("alpha"), new ServerStatus.Starting(Instant.EPOCH, 1, Phase.LAUNCH));
    McpSession session = bench.open(Scope.server("alpha"));
    var answer = new CompletableFuture<JsonNode>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(session, initialize("2025-11-25")));
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    await().until(() -> bench.clock.pending() > 1 || answer.isDone());

    bench.start("alpha", new FakeServer().tools("echo"));

    assertThat(answer
            .get(10, TimeUnit.SECONDS)
            .path("result")
            .path("serverInfo")
            .path("name")
            .asText())
        .isEqualTo("fake");
  }

  @Test
  void givenServerThatKeepsStarting_whenInitialized_thenWaitingEnds() throws Exception {
    bench.add(definition("alpha"), new ServerStatus.Starting(Instant.EPOCH, 1, Phase.LAUNCH));
    McpSession session = bench.open(Scope.server("alpha"));
    var answer = new CompletableFuture<JsonNode>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(session, initialize("2025-11-25")));
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    await().until(() -> bench.clock.pending() > 1 || answer.isDone());

    bench.clock.advance(Duration.ofSeconds(10));

    assertThat(answer.get(10, TimeUnit.SECONDS).path("error").path("message").asText())
        .contains("alpha", "starting");
  }

  @Test
  void givenLogLevels_whenServerLogs_thenEachSessionGetsWhatItAskedFor() throws Exception {
    var fake = new FakeServer().tools("echo").capability("logging");
    fake.handle("logging/setLevel", params -> "{}");
    Server server = bench.start("alpha", fake);
    var loud = new GatewayBench.Inbox();
    var quiet = new GatewayBench.Inbox();
    var all = new GatewayBench.Inbox();
    McpSession loudClient = bench.client(Scope.server("alpha"));
    loudClient.attach(loud);
    McpSession quietClient = bench.client(Scope.server("alpha"));
    quietClient.attach(quiet);
    McpSession allClient = bench.client(Scope.all());
    allClient.attach(all);

    ask(quietClient, request("1", "logging/setLevel", "{\"level\":\"error\"}"));
    ask(loudClient, request("1", "logging/setLevel", "{\"level\":\"debug\"}"));
    ask(allClient, request("1", "logging/setLevel", "{\"level\":\"warning\"}"));
    await().until(() -> fake.received("logging/setLevel").stream()
        .anyMatch(m -> m.path("params").path("level").asText().equals("debug")));
    loud.messages().clear();
    quiet.messages().clear();
    all.messages().clear();
    fake.notify("notifications/message", "{\"level\":\"debug\",\"data\":\"fine\"}");
    fake.notify(
        "notifications/message", "{\"level\":\"warning\",\"logger\":\"db\",\"data\":{\"n\":1}}");

    assertThat(loud.messages()).hasSize(2);
    assertThat(quiet.messages()).isEmpty();
    assertThat(all.messages()).hasSize(1);
    assertThat(all.messages().get(0).path("params").path("logger").asText()).isEqualTo("alpha/db");
    assertThat(loud.messages().get(1).path("params").path("logger").asText()).isEqualTo("db");
    assertThat(bench.logs)
        .contains(server.id() + " MCP DEBUG fine", server.id() + " MCP WARNING db: {\"n\":1}");
  }

  @Test
  void givenCallInFlight_whenServerLogs_thenMessageGoesBesideTheAnswer() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handleRaw("tools/call", request -> {
      fake.notify("notifications/message", "{\"level\":\"info\",\"data\":\"working\"}");
      return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":{}}");
    });
    bench.start("alpha", fake);
    var related = new GatewayBench.Inbox();
    McpSession client = bench.client(Scope.server("alpha"));

    ask(client, call("1", "echo"), related);

    assertThat(related.methods()).containsExactly("notifications/message");
  }
}
