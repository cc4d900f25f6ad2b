package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static io.mcpmanager.core.gateway.GatewayBench.list;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static io.mcpmanager.core.gateway.GatewayBench.tools;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.catalog.CatalogReader;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class AllServersTest {

  private static final Duration BURST = Duration.ofMillis(200);

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenTwoServers_whenListed_thenToolsArePrefixedAndOrderedAndOtherwiseUntouched()
      throws Exception {
    bench.start("beta", new FakeServer().tools("two", "one"));
    bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());

    JsonNode result = ask(client, request("1", "tools/list", "{}")).path("result");

    assertThat(tools(client)).containsExactly("alpha__echo", "beta__two", "beta__one");
    assertThat(result.path("tools").path(0).path("vendor").asText()).isEqualTo("kept");
  }

  @Test
  void givenTool_whenCalled_thenServerSeesItsOwnNameAndClientItsOwnIdAndTheBytesAreKept()
      throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle("tools/call", params -> "{ \"content\" : [], \"n\": 1.500e3 }");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());

    byte[] answer = client
        .handle(
            request("\"x-1\"", "tools/call", "{\"name\":\"alpha__echo\",\"arguments\":{\"a\":1.0}}")
                .getBytes(UTF_8),
            MessageSink.NONE)
        .orElseThrow();

    assertThat(new String(answer, UTF_8))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":\"x-1\",\"result\":{ \"content\" : [], \"n\": 1.500e3 }}");
    JsonNode received = fake.received("tools/call").get(0);
    assertThat(received.path("params").toString())
        .isEqualTo("{\"name\":\"echo\",\"arguments\":{\"a\":1.0}}");
  }

  @Test
  void givenNameNobodyHas_whenCalled_thenInvalidParamsNamesIt() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());

    JsonNode error = ask(client, call("1", "alpha__nope")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.path("message").asText()).contains("alpha__nope");
  }

  @Test
  void givenStoppedServer_whenCalled_thenToolFailsWithServerAndState() throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("echo").prompts("p"));
    McpSession client = bench.client(Scope.all());
    bench.stop(server);

    JsonNode result = ask(client, call("1", "alpha__echo")).path("result");
    JsonNode prompt = ask(client, request("2", "prompts/get", "{\"name\":\"alpha__p\"}"));

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.path("content").path(0).path("text").asText()).contains("alpha", "stopped");
    assertThat(prompt.path("error").path("code").asInt()).isEqualTo(-32603);
    assertThat(tools(client)).isEmpty();
  }

  @Test
  void givenServerToBeTakenOutOfRotation_whenUnhealthy_thenItGetsNoCallsUntilItIsHealthyAgain()
      throws Exception {
    ServerDefinition plain = definition("alpha");
    Server server = bench.start(
        plain.withSettings(plain
            .settings()
            .withHealth(
                HealthCheck.DEFAULT.withReaction(HealthCheck.Reaction.REMOVE_FROM_ROTATION))),
        new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());

    bench.report(server, new HealthReport(HealthStatus.UNHEALTHY, null, null, 3, "no answer"));
    JsonNode refused = ask(client, call("1", "alpha__echo")).path("result");
    bench.report(server, new HealthReport(HealthStatus.HEALTHY, null, null, 0, null));
    JsonNode answered = ask(client, call("2", "alpha__echo")).path("result");

    assertThat(refused.path("isError").asBoolean()).isTrue();
    assertThat(refused.path("content").path(0).path("text").asText())
        .contains("alpha", "unhealthy", "no answer");
    assertThat(answered.path("isError").asBoolean()).isFalse();
  }

  @Test
  void givenManyTools_whenListed_thenOwnPagesCoverAllOnce() throws Exception {
    String[] names = IntStream.range(0, 5_000).mapToObj(i -> "t" + i).toArray(String[]::new);
    bench.start("big", new FakeServer().tools(names).pageSize(100));
    McpSession client = bench.client(Scope.all());

    List<String> listed = tools(client);

    assertThat(listed).hasSize(5_000).doesNotHaveDuplicates().startsWith("big__t0", "big__t1");
  }

  @Test
  void givenForeignCursor_whenListed_thenInvalidParams() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());

    for (String cursor : List.of("\"\"", "\"x\"", "\"dG9vbHM6MQ\"", "17")) {
      JsonNode answer = ask(client, request("1", "tools/list", "{\"cursor\":" + cursor + "}"));
      assertThat(answer.path("error").path("code").asInt()).as(cursor).isEqualTo(-32602);
    }
  }

  @Test
  void givenCursorLoop_whenRead_thenItEndsAndIsRemarked() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle(
        "tools/list", params -> "{\"tools\":[{\"name\":\"echo\"}],\"nextCursor\":\"again\"}");
    bench.start("alpha", fake);

    assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__echo");
    assertThat(bench.logs).anyMatch(line -> line.contains("circles"));
  }

  @Test
  void givenEndlessPages_whenRead_thenBoundsHold() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle("tools/list", params -> {
      int page = params.path("cursor").asInt();
      return "{\"tools\":[{\"name\":\"t" + page + "\"}],\"nextCursor\":\"" + (page + 1) + "\"}";
    });
    bench.start("alpha", fake);

    assertThat(tools(bench.client(Scope.all()))).hasSize(CatalogReader.MAX_PAGES);
    assertThat(bench.logs).anyMatch(line -> line.contains("pages"));
  }

  @Test
  void givenHugePages_whenRead_thenTheirSizeIsBounded() throws Exception {
    var fake = new FakeServer().tools("echo");
    String description = "x".repeat(3 << 20);
    fake.handle("tools/list", params -> {
      int page = params.path("cursor").asInt();
      return "{\"tools\":[{\"name\":\"t" + page + "\",\"description\":\"" + description
          + "\"}],\"nextCursor\":\"" + (page + 1) + "\"}";
    });
    bench.start("alpha", fake);

    assertThat(tools(bench.client(Scope.all()))).hasSize(5);
    assertThat(bench.logs).anyMatch(line -> line.contains(CatalogReader.MAX_BYTES + " bytes"));
  }

  @Test
  void givenFiveThousandToolsOnFiftyPages_whenRead_thenAllAreThere() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle("tools/list", params -> {
      int page = params.path("cursor").asInt();
      String tools = IntStream.range(0, 100)
          .mapToObj(i -> "{\"name\":\"t" + page + "_" + i + "\"}")
          .collect(Collectors.joining(","));
      String next = page == 49 ? "" : ",\"nextCursor\":\"" + (page + 1) + "\"";
      return "{\"tools\":[" + tools + "]" + next + "}";
    });
    bench.start("alpha", fake);

    assertThat(tools(bench.client(Scope.all()))).hasSize(5000);
    assertThat(bench.logs).isEmpty();
  }

  @Test
  void givenListChangesEveryTenMilliseconds_whenTheyGoOn_thenListsAreReadEverMoreRarely()
      throws Exception {
    var fake = new FakeServer().tools("one");
    bench.start("alpha", fake);
    bench.clock.advance(BURST);

    for (int i = 0; i < 6000; i++) {
      fake.tools("tool" + i);
      fake.notify("notifications/tools/list_changed", "{}");
      bench.clock.advance(Duration.ofMillis(10));
    }
    assertThat(fake.received("tools/list")).hasSizeBetween(10, 20);

    bench.clock.advance(Duration.ofSeconds(20));
    int calm = fake.received("tools/list").size();
    fake.tools("last");
    fake.notify("notifications/tools/list_changed", "{}");
    bench.clock.advance(BURST);
    assertThat(fake.received("tools/list")).hasSize(calm + 1);
    assertThat(tools(bench.client(Scope.all()))).containsExactly("alpha__last");
  }

  @Test
  void givenServerThatDoesNotList_whenItComesUp_thenItHoldsNobodyUpAndRunsWithoutTools()
      throws Exception {
    try (var slow =
        new GatewayBench(GatewayLimits.DEFAULT, task -> Thread.ofVirtual().start(task))) {
      var silent = new FakeServer().tools("x").silent("tools/list");
      Thread comingUp = Thread.ofVirtual().start(() -> slow.start("dead", silent));
      await().until(() -> !silent.received("tools/list").isEmpty());
      slow.start("alive", new FakeServer().tools("echo"));
      McpSession client = slow.client(Scope.all());

      assertThat(tools(client)).containsExactly("alive__echo");
      slow.clock.advance(Duration.ofSeconds(10));
      assertThat(comingUp.join(Duration.ofSeconds(10))).isTrue();
      assertThat(slow.client(Scope.server("dead")).revision()).isPresent();
      assertThat(tools(client)).containsExactly("alive__echo");
    }
  }

  @Test
  void givenListChanges_whenTheyComeInABurst_thenListIsReadOnceAndEachSessionToldOnce()
      throws Exception {
    var fake = new FakeServer().tools("one");
    bench.start("alpha", fake);
    bench.clock.advance(BURST);
    var inbox = new GatewayBench.Inbox();
    McpSession client = bench.client(Scope.all());
    client.attach(inbox);

    fake.tools("one", "two");
    for (int i = 0; i < 10; i++) {
      fake.notify("notifications/tools/list_changed", "{}");
    }
    bench.clock.advance(BURST);
    bench.clock.advance(BURST);

    assertThat(fake.received("tools/list")).hasSize(2);
    assertThat(inbox.methods()).containsExactly("notifications/tools/list_changed");
    assertThat(tools(client)).containsExactly("alpha__one", "alpha__two");
    assertThat(bench.events).contains(new EventData.CatalogChanged(2, 0, 0, 0));
  }

  @Test
  void givenListChangeWithoutAChange_whenRead_thenNobodyIsTold() throws Exception {
    var fake = new FakeServer().tools("one");
    bench.start("alpha", fake);
    bench.clock.advance(BURST);
    var inbox = new GatewayBench.Inbox();
    bench.client(Scope.all()).attach(inbox);
    bench.events.clear();

    fake.notify("notifications/tools/list_changed", "{}");
    bench.clock.advance(BURST);
    bench.clock.advance(BURST);

    assertThat(inbox.messages()).isEmpty();
    assertThat(bench.events).isEmpty();
  }

  @Test
  void givenNobodyListens_whenServersComeAndGo_thenChangeIsKeptOnce() throws Exception {
    McpSession client = bench.client(Scope.all());
    Server server = bench.start("alpha", new FakeServer().tools("one").resources("file:///a"));
    bench.clock.advance(BURST);
    bench.stop(server);
    bench.clock.advance(BURST);
    var inbox = new GatewayBench.Inbox();

    client.attach(inbox);

    assertThat(inbox.methods())
        .containsExactlyInAnyOrder(
            "notifications/tools/list_changed", "notifications/resources/list_changed");
  }

  @Test
  void givenResourcesOfTwoServers_whenRead_thenOwnerIsFoundByListTemplateAndName()
      throws Exception {
    var alpha = new FakeServer().resources("file:///shared", "file:///a").templates("db://{table}");
    var beta = new FakeServer().resources("file:///shared", "file:///b").templates("log://{+path}");
    alpha.handle("resources/read", params -> "{\"from\":\"alpha\"}");
    beta.handle("resources/read", params -> "{\"from\":\"beta\"}");
    bench.start("beta", beta);
    bench.start("alpha", alpha);
    McpSession client = bench.client(Scope.all());

    assertThat(readFrom(client, "file:///shared")).isEqualTo("alpha");
    assertThat(readFrom(client, "file:///b")).isEqualTo("beta");
    assertThat(readFrom(client, "db://users")).isEqualTo("alpha");
    assertThat(readFrom(client, "log://x/y/z")).isEqualTo("beta");
    assertThat(list(client, "resources/list", "resources", "uri"))
        .containsExactly("file:///shared", "file:///a", "file:///b");
    JsonNode missing = ask(client, request("1", "resources/read", "{\"uri\":\"db://a/b\"}"));
    assertThat(missing.path("error").path("code").asInt()).isEqualTo(-32002);
  }

  private static String readFrom(McpSession client, String uri) throws InterruptedException {
    return ask(client, request("1", "resources/read", "{\"uri\":\"" + uri + "\"}"))
        .path("result")
        .path("from")
        .asText();
  }

  @Test
  void givenCompletion_whenAsked_thenPromptIsMappedAndServersWithoutGiveNothing() throws Exception {
    var able = new FakeServer().prompts("greet").capability("completions");
    able.handle(
        "completion/complete",
        params -> "{\"completion\":{\"values\":[" + params.path("ref").path("name") + "]}}");
    bench.start("able", able);
    bench.start("bare", new FakeServer().prompts("greet"));
    McpSession client = bench.client(Scope.all());

    String ref = "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"%s__greet\"},\"argument\":{}}";
    JsonNode mapped = ask(client, request("1", "completion/complete", ref.formatted("able")));
    JsonNode nothing = ask(client, request("1", "completion/complete", ref.formatted("bare")));

    assertThat(mapped.path("result").path("completion").path("values").path(0).asText())
        .isEqualTo("greet");
    assertThat(nothing.path("result").path("completion").path("values")).isEmpty();
  }

  @Test
  void givenOptions_whenListed_thenPrefixAndExposureAreKept() throws Exception {
    bench.start(
        definition("hidden", new GatewayOptions(false, null, 10)), new FakeServer().tools("a"));
    bench.start(definition("plain", new GatewayOptions(true, "", 10)), new FakeServer().tools("b"));
    bench.start(
        definition("named", new GatewayOptions(true, "nice", 10)), new FakeServer().tools("c"));

    assertThat(tools(bench.client(Scope.all()))).containsExactly("nice__c", "b");
  }

  @Test
  void givenInstructions_whenInitialized_thenAllAreJoinedAndBounded() throws Exception {
    bench.start("beta", new FakeServer().instructions("x".repeat(20_000)));
    bench.start("alpha", new FakeServer().instructions("Use me."));

    JsonNode result =
        ask(bench.open(Scope.all()), GatewayBench.initialize("2025-06-18")).path("result");

    assertThat(result.path("instructions").asText())
        .startsWith("## alpha\nUse me.\n\n## beta\nxxx")
        .hasSize(16 * 1024);
    assertThat(result.path("serverInfo").path("name").asText()).isEqualTo("mcp-manager");
    assertThat(result.path("protocolVersion").asText()).isEqualTo("2025-06-18");
    assertThat(result.path("capabilities").toString())
        .isEqualTo(
            "{\"tools\":{\"listChanged\":true},\"prompts\":{\"listChanged\":true},"
                + "\"resources\":{\"subscribe\":true,\"listChanged\":true},\"completions\":{},\"logging\":{}}");
  }
}
