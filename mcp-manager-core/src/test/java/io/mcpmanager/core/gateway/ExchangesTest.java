package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.testkit.LeakFree;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class ExchangesTest {

  private static final String META = "io.modelcontextprotocol/";

  private final GatewayBench bench = new GatewayBench();
  private final SelfContainedClient client = new SelfContainedClient(bench, Scope.all());

  @AfterEach
  void close() {
    bench.close();
  }

  private SelfContainedClient of(String server) {
    return new SelfContainedClient(bench, Scope.server(server));
  }

  @Test
  void givenServers_whenDiscovered_thenAllOfThemAreDescribedAsOne() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo").instructions("Be kind."));

    var answer = client.ask("server/discover", "{}");

    JsonNode result = answer.result();
    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.DONE);
    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
    assertThat(result.path("capabilities").path("tools").path("listChanged").asBoolean())
        .isTrue();
    assertThat(result.path("instructions").asText()).contains("Be kind.");
    assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
    assertThat(result.path("cacheScope").asText()).isEqualTo("private");
    assertThat(result.path("_meta").path(META + "serverInfo").path("name").asText())
        .isEqualTo("mcp-manager");
    assertThat(result.has("protocolVersion")).isFalse();
    assertThat(result.has("serverInfo")).isFalse();
  }

  @Test
  void givenOneServer_whenDiscovered_thenItIsDescribedAsItDescribesItself() throws Exception {
    bench.start(
        "alpha",
        new FakeServer()
            .tools("echo")
            .capability("tasks", "{\"list\":{}}")
            .capability("experimental", "{\"x\":1}")
            .instructions("Be kind."));

    JsonNode result = of("alpha").ask("server/discover", "{}").result();

    assertThat(result.path("_meta").path(META + "serverInfo").path("name").asText())
        .isEqualTo("fake");
    assertThat(result.path("instructions").asText()).isEqualTo("Be kind.");
    assertThat(result.path("capabilities").path("experimental").path("x").asInt())
        .isEqualTo(1);
    assertThat(result.path("capabilities").has("tasks")).isFalse();
  }

  @Test
  void givenServers_whenListedAndCalled_thenResultsAreComplete() throws Exception {
    bench.start(
        "alpha",
        new FakeServer()
            .tools("echo")
            .prompts("greet")
            .handle("prompts/get", params -> "{\"messages\":[]}"));

    var tools = client.ask("tools/list", "{}").result();
    var call = client.call("alpha__echo").result();
    var prompt = client.ask("prompts/get", "{\"name\":\"alpha__greet\"}").result();

    assertThat(tools.path("tools").path(0).path("name").asText()).isEqualTo("alpha__echo");
    assertThat(tools.path("resultType").asText()).isEqualTo("complete");
    assertThat(tools.path("ttlMs").asInt(-1)).isZero();
    assertThat(tools.path("cacheScope").asText()).isEqualTo("private");
    assertThat(call.path("content").path(0).path("text").asText()).isEqualTo("echo");
    assertThat(call.path("resultType").asText()).isEqualTo("complete");
    assertThat(prompt.path("resultType").asText()).isEqualTo("complete");
  }

  @Test
  void givenRequestToOneServer_whenSent_thenTheIdKeepsItsType() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    ObjectNode request = client.request("tools/call", "{\"name\":\"alpha__echo\"}");
    request.put("id", "1");

    var answer =
        client.send(request.toString(), SelfContainedClient.headers(request), MessageSink.NONE);

    assertThat(answer.message().path("id").isTextual()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|-32700",
        "17|-32600",
        "[]|-32600",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}]|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"x\"}}|-32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{}}}|-32602",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}|-32020"
      })
  void givenMessageThatIsNoProperRequest_whenSent_thenItIsRefused(String message, int code)
      throws Exception {
    var headers = Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list");

    var answer = client.send(message, headers, MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.REFUSED);
    assertThat(answer.error()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "protocolVersion|7|-32602",
        "protocolVersion|\"1999-01-01\"|-32022",
        "protocolVersion|\"2025-11-25\"|-32022",
        "protocolVersion|\"2099-01-01\"|-32022",
        "clientCapabilities|null|-32602",
        "clientCapabilities|[]|-32602",
        "logLevel|\"loud\"|-32602",
        "logLevel|3|-32602"
      })
  void givenWrongMetaData_whenSent_thenItIsRefused(String key, String value, int code)
      throws Exception {
    ObjectNode request = client.request("tools/list", "{}");
    ((ObjectNode) request.path("params").path("_meta")).set(META + key, FakeServer.parse(value));
    Map<String, String> headers = SelfContainedClient.headers(request);
    if (code == -32022) {
      headers.put("MCP-Protocol-Version", FakeServer.parse(value).asText());
    }

    var answer = client.send(request.toString(), headers, MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.REFUSED);
    assertThat(answer.error()).isEqualTo(code);
    assertThat(answer.message().path("id").asInt()).isEqualTo(1);
    if (code == -32022) {
      JsonNode data = answer.message().path("error").path("data");
      assertThat(data.path("supported").path(0).asText()).isEqualTo("2026-07-28");
      assertThat(data.path("requested").toString()).isEqualTo(value);
    }
  }

  @Test
  void givenNoClientInfo_whenSent_thenItIsServedAllTheSame() throws Exception {
    ObjectNode request = client.request("tools/list", "{}");
    ((ObjectNode) request.path("params").path("_meta")).remove(META + "clientInfo");

    var answer =
        client.send(request.toString(), SelfContainedClient.headers(request), MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "tasks/get",
        "no/such"
      })
  void givenMethodThatIsNotThere_whenSent_thenItIsUnknown(String method) throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));

    for (var face : new SelfContainedClient[] {client, of("alpha")}) {
      var answer = face.ask(method, "{}");

      assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.UNKNOWN_METHOD);
      assertThat(answer.error()).isEqualTo(-32601);
      assertThat(answer.message().path("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void givenNotification_whenSent_thenThereIsNoAnswer() throws Exception {
    var answer = client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}", Map.of(), MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MCP-Protocol-Version|",
        "MCP-Protocol-Version|2025-11-25",
        "Mcp-Method|",
        "Mcp-Method|tools/list",
        "Mcp-Method|Tools/Call",
        "Mcp-Name|",
        "Mcp-Name|alpha__other",
        "Mcp-Name|=?base64?YQ==?=",
        "Mcp-Name|=?base64?%?=",
        "Mcp-Name|=?base64?YWxwaGFfX2VjaG8?=",
        "Mcp-Name|=?base64?/w==?=",
        "Mcp-Name|alpha__éecho"
      })
  void givenHeaderThatIsMissingOrDiffers_whenSent_thenItIsRefused(String header, String value)
      throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    ObjectNode request = client.request("tools/call", "{\"name\":\"alpha__echo\"}");
    Map<String, String> headers = SelfContainedClient.headers(request);
    if (value == null) {
      headers.remove(header);
    } else {
      headers.put(header, value);
    }

    var answer = client.send(request.toString(), headers, MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.REFUSED);
    assertThat(answer.error()).isEqualTo(-32020);
    assertThat(answer.message().path("error").path("message").asText()).contains(header);
  }

  @Test
  void givenUnknownVersionInTheBodyOnly_whenSent_thenTheHeaderDiffers() throws Exception {
    ObjectNode request = client.request("tools/list", "{}");
    ((ObjectNode) request.path("params").path("_meta")).put(META + "protocolVersion", "v999");

    var answer =
        client.send(request.toString(), SelfContainedClient.headers(request), MessageSink.NONE);

    assertThat(answer.error()).isEqualTo(-32020);
  }

  @Test
  void givenEncodedName_whenSent_thenItIsDecodedFirst() throws Exception {
    bench.start(
        "alpha",
        new FakeServer()
            .resources("file:///grün")
            .handle("resources/read", params -> "{\"contents\":[]}"));
    ObjectNode request = client.request("resources/read", "{\"uri\":\"file:///grün\"}");
    Map<String, String> headers = SelfContainedClient.headers(request);
    headers.put(
        "Mcp-Name",
        "=?base64?" + Base64.getEncoder().encodeToString("file:///grün".getBytes(UTF_8)) + "?=");

    var answer = client.send(request.toString(), headers, MessageSink.NONE);

    assertThat(answer.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(answer.result().has("ttlMs")).isTrue();
  }

  @Test
  void givenHeaderTwice_whenSent_thenItIsRefused() throws Exception {
    ObjectNode request = client.request("tools/list", "{}");

    var answer = bench.gateway.exchange(
        GatewayBench.ADA,
        Scope.all(),
        request.toString().getBytes(UTF_8),
        name -> java.util.List.of("2026-07-28", "2026-07-28"),
        MessageSink.NONE);

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"region\":\"eu\",\"deep\":{\"count\":7}}|eu|7|true",
        "{\"region\":\"eu\",\"deep\":{\"count\":7}}|eu|7.0|true",
        "{\"region\":\" hi \"}|=?base64?IGhpIA==?=||true",
        "{\"region\":null}|||true",
        "{}|||true",
        "{\"region\":\"eu\"}|||false",
        "{\"region\":\"eu\"}|us||false",
        "{\"region\":\"eu\",\"deep\":{\"count\":7}}|eu||false",
        "{\"deep\":{\"count\":7}}||8|false",
        "{\"deep\":{\"count\":7}}||seven|false",
        "{\"deep\":{\"count\":7}}||7e0|false",
        "{}|eu||false"
      })
  void givenMarkedArguments_whenCalled_thenTheirHeadersHaveToRepeatThem(
      String arguments, String region, String count, boolean good) throws Exception {
    bench.start(
        "alpha",
        new FakeServer()
            .toolWithSchema(
                "echo",
                "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                    + "\"deep\":{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\","
                    + "\"x-mcp-header\":\"Count\"}}}}}"));
    for (var tool : Map.of("alpha__echo", client, "echo", of("alpha")).entrySet()) {
      ObjectNode request = client.request(
          "tools/call", "{\"name\":\"" + tool.getKey() + "\",\"arguments\":" + arguments + "}");
      Map<String, String> headers = SelfContainedClient.headers(request);
      if (region != null) {
        headers.put("Mcp-Param-Region", region);
      }
      if (count != null) {
        headers.put("Mcp-Param-Count", count);
      }

      var answer = tool.getValue().send(request.toString(), headers, MessageSink.NONE);

      assertThat(answer.error()).isEqualTo(good ? 0 : -32020);
    }
  }

  @Test
  void givenTransportWithoutHeaders_whenSent_thenTheBodyIsEnough() throws Exception {
    ObjectNode request = client.request("tools/list", "{}");

    assertThat(client.send(request.toString(), null, MessageSink.NONE).kind())
        .isEqualTo(ExchangeAnswer.Kind.DONE);
  }

  @Test
  void givenUnknownResource_whenRead_thenTheErrorNamesIt() throws Exception {
    var answer = client.ask("resources/read", "{\"uri\":\"x://none\"}");

    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.DONE);
    assertThat(answer.error()).isEqualTo(-32602);
    assertThat(answer.message().path("error").path("data").path("uri").asText())
        .isEqualTo("x://none");
  }

  @Test
  void givenUnknownServer_whenAsked_thenItIsNotFound() {
    assertThatThrownBy(() -> of("nobody").ask("tools/list", "{}"))
        .isInstanceOf(ServerNotFoundException.class);
  }

  @Test
  void givenServerThatDoesNotRun_whenCalled_thenTheResultSaysSo() throws Exception {
    var server = bench.start("alpha", new FakeServer().tools("echo"));
    bench.stop(server);

    var answer = client.call("alpha__echo");

    assertThat(answer.result().path("isError").asBoolean()).isTrue();
    assertThat(answer.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(of("alpha").call("echo").error()).isEqualTo(-32603);
  }

  @Test
  void givenProgressToken_whenServerReports_thenItComesBesideTheAnswer() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    var inbox = new GatewayBench.Inbox();
    var answer =
        client.progress("\"mine\"").later("tools/call", "{\"name\":\"alpha__slow\"}", inbox);
    await().until(() -> fake.received("tools/call").size() == 1);
    JsonNode sent = fake.received("tools/call").get(0);

    fake.notify(
        "notifications/progress",
        "{\"progressToken\":" + sent.path("params").path("_meta").path("progressToken")
            + ",\"progress\":1}");
    fake.answer(sent, "{\"content\":[]}");

    answer.get(10, TimeUnit.SECONDS);
    assertThat(inbox.messages().get(0).path("params").path("progressToken").asText())
        .isEqualTo("mine");
  }

  @Test
  void givenLogLevel_whenServerLogs_thenWhatIsSeriousEnoughComesBesideTheAnswer() throws Exception {
    var fake = new FakeServer()
        .tools("slow")
        .silent("tools/call")
        .capability("logging")
        .handle("logging/setLevel", params -> "{}");
    bench.start("alpha", fake);
    var inbox = new GatewayBench.Inbox();
    var quiet = new GatewayBench.Inbox();
    var answer = client.logging("warning").later("tools/call", "{\"name\":\"alpha__slow\"}", inbox);
    await().until(() -> fake.received("tools/call").size() == 1);
    fake.notify("notifications/message", "{\"level\":\"info\",\"data\":\"little\"}");
    fake.notify("notifications/message", "{\"level\":\"error\",\"data\":\"much\"}");
    var other = new SelfContainedClient(bench, Scope.all())
        .later("tools/call", "{\"name\":\"alpha__slow\"}", quiet);
    await().until(() -> fake.received("tools/call").size() == 2);
    fake.notify("notifications/message", "{\"level\":\"error\",\"data\":\"whose?\"}");
    fake.answer(fake.received("tools/call").get(0), "{\"content\":[]}");
    answer.get(10, TimeUnit.SECONDS);
    fake.notify("notifications/message", "{\"level\":\"error\",\"data\":\"unwanted\"}");
    fake.answer(fake.received("tools/call").get(1), "{\"content\":[]}");
    other.get(10, TimeUnit.SECONDS);

    assertThat(inbox.messages())
        .extracting(message -> message.path("params").path("data").asText())
        .containsExactly("much");
    assertThat(quiet.messages()).isEmpty();
    assertThat(fake.received("logging/setLevel")
            .get(0)
            .path("params")
            .path("level")
            .asText())
        .isEqualTo("warning");
  }

  @Test
  void givenClientThatGoesAway_whenServerWorks_thenTheRequestIsCancelledThere() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    var answer = client.later("tools/call", "{\"name\":\"alpha__slow\"}", MessageSink.NONE);
    await().until(() -> fake.received("tools/call").size() == 1);

    answer.cancel(true);

    await().until(() -> fake.received("notifications/cancelled").size() == 1);
  }

  @Test
  void givenSession_whenSelfContainedRequestComes_thenItIsRefusedForItsHeaders() throws Exception {
    var session = bench.client(Scope.all());
    ObjectNode request = client.request("tools/list", "{}");

    JsonNode answer = GatewayBench.ask(session, request.toString());

    assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32020);
  }
}
