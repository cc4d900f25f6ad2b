package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.testkit.LeakFree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class TranslatedGatewayTest {

  private static final String TOOLS = "{\"tools\":["
      + "{\"name\":\"slow\",\"execution\":{\"taskSupport\":\"required\"}},"
      + "{\"name\":\"echo\",\"execution\":{\"taskSupport\":\"optional\"},\"vendor\":1}]}";

  private final GatewayBench bench = new GatewayBench();
  private final FakeServer fake = new FakeServer().tools("echo");

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenToolsThatAreTasks_whenListed_thenTheyAreHiddenWhereverTheClientLooks()
      throws Exception {
    fake.handle("tools/list", params -> TOOLS);
    bench.start("alpha", fake);
    McpSession one = bench.client(Scope.server("alpha"));
    McpSession all = bench.client(Scope.all());

    JsonNode ofOne = ask(one, request("1", "tools/list", "{}")).path("result");
    JsonNode ofAll = ask(all, request("1", "tools/list", "{}")).path("result");

    assertThat(ofOne.toString()).isEqualTo("{\"tools\":[{\"name\":\"echo\",\"vendor\":1}]}");
    assertThat(ofAll.toString()).isEqualTo("{\"tools\":[{\"name\":\"alpha__echo\",\"vendor\":1}]}");
    try (GatewayClient local = bench.gateway.connect()) {
      assertThat(local.tools()).extracting(Tool::originalName).containsExactly("echo");
    }
  }

  @Test
  void givenContentOfLaterRevisions_whenTheClientIsOlder_thenItGetsTexts() throws Exception {
    fake.handle(
        "tools/call",
        params -> "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"a:b\",\"name\":\"n\"}],"
            + "\"structuredContent\":{\"a\":1}}");
    bench.start("alpha", fake);
    McpSession older = bench.client(Scope.server("alpha"), "2025-03-26");
    McpSession newer = bench.client(Scope.all(), "2025-06-18");

    JsonNode inTexts = ask(older, call("\"x\"", "echo"));
    JsonNode asItIs = ask(newer, call("2", "alpha__echo"));

    assertThat(inTexts.path("id").asText()).isEqualTo("x");
    assertThat(inTexts.path("result").path("content").findValuesAsText("text"))
        .containsExactly("[resource n: a:b]", "{\"a\":1}");
    assertThat(asItIs.path("result").path("content").path(0).path("type").asText())
        .isEqualTo("resource_link");
  }

  @Test
  void givenAddressToOpen_whenTheClientKnowsNoSuchError_thenTheToolHasFailed() throws Exception {
    fake.handleRaw(
        "tools/call",
        request -> Optional.of(
            "{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
                + ",\"error\":{\"code\":-32042,\"message\":\"Sign in\",\"data\":{\"elicitations\":["
                + "{\"mode\":\"url\",\"elicitationId\":\"1\",\"url\":\"https://a\",\"message\":\"m\"}]}}}"));
    bench.start("alpha", fake);
    McpSession older = bench.client(Scope.server("alpha"), "2025-06-18");
    McpSession newer = bench.client(Scope.server("alpha"), "2025-11-25");

    JsonNode failed = ask(older, call("1", "echo")).path("result");
    JsonNode error = ask(newer, call("1", "echo")).path("error");

    assertThat(failed.path("isError").asBoolean()).isTrue();
    assertThat(failed.path("content").path(0).path("text").asText())
        .isEqualTo("Sign in\nm: https://a");
    assertThat(error.path("code").asInt()).isEqualTo(-32042);
  }

  @Test
  void givenModernServer_whenOlderClientsListAndCall_thenWhatIsNoObjectIsWrappedThroughout()
      throws Exception {
    fake.handle(
        "server/discover",
        params -> "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{},\"extensions\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}");
    fake.handle(
        "tools/list",
        params -> "{\"resultType\":\"complete\",\"ttlMs\":5,\"cacheScope\":\"public\",\"tools\":["
            + "{\"name\":\"any\",\"outputSchema\":{\"anyOf\":[{\"type\":\"object\"},{\"$ref\":\"#\"}]}}]}");
    fake.handle(
        "tools/call",
        params -> "{\"resultType\":\"complete\",\"structuredContent\":{\"a\":1},\"content\":[]}");
    bench.start("alpha", fake);
    McpSession one = bench.client(Scope.server("alpha"), "2025-06-18");
    McpSession all = bench.client(Scope.all(), "2025-11-25");

    JsonNode listed = ask(one, request("1", "tools/list", "{}")).path("result");
    JsonNode listedByAll = ask(all, request("1", "tools/list", "{}")).path("result");
    JsonNode called = ask(one, call("2", "any")).path("result");
    JsonNode calledByAll = ask(all, call("2", "alpha__any")).path("result");

    assertThat(listed.toString())
        .isEqualTo(
            "{\"tools\":[{\"name\":\"any\",\"outputSchema\":{\"type\":\"object\",\"properties\":"
                + "{\"result\":{\"anyOf\":[{\"type\":\"object\"},{\"$ref\":\"#/properties/result\"}]}},"
                + "\"required\":[\"result\"]}}]}");
    assertThat(listedByAll.toString())
        .isEqualTo(listed.toString().replace("\"any\"", "\"alpha__any\""));
    assertThat(called.toString())
        .isEqualTo("{\"structuredContent\":{\"result\":{\"a\":1}},\"content\":[{\"type\":\"text\","
            + "\"text\":\"{\\\"a\\\":1}\"}]}");
    assertThat(calledByAll).isEqualTo(called);
    try (GatewayClient local = bench.gateway.connect()) {
      assertThat(local.call("alpha__any", "{}").structured())
          .hasValueSatisfying(json -> assertThat(json.text()).isEqualTo("{\"result\":{\"a\":1}}"));
    }
    JsonNode sent = fake.received("tools/call").get(0).path("params");
    assertThat(
            sent.path("_meta").path("io.modelcontextprotocol/protocolVersion").asText())
        .isEqualTo("2026-07-28");
  }

  @Test
  void givenModernServerThatLogs_whenReachedAmongAll_thenTheLoggerSaysWhichServerItIs()
      throws Exception {
    fake.handle(
        "server/discover",
        params -> "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{},\"logging\":{}}}");
    fake.handle("tools/call", params -> {
      fake.notify(
          "notifications/message", "{\"level\":\"error\",\"logger\":\"db\",\"data\":\"x\"}");
      return "{\"resultType\":\"complete\",\"content\":[]}";
    });
    bench.start("alpha", fake);

    assertThat(loggers(Scope.all(), "alpha__echo")).containsExactly("alpha/db");
    assertThat(loggers(Scope.server("alpha"), "echo")).containsExactly("db");
  }

  /** The loggers of the messages that come with a call. */
  private List<String> loggers(Scope scope, String tool) throws Exception {
    McpSession client = bench.client(scope);
    JsonNode set = ask(client, request("1", "logging/setLevel", "{\"level\":\"warning\"}"));
    assertThat(set.has("result")).as(set.toString()).isTrue();
    var inbox = new GatewayBench.Inbox();
    ask(client, call("2", tool), inbox);
    return inbox.messages().stream().map(m -> m.at("/params/logger").asText()).toList();
  }
}
