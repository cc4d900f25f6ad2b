package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of clients of either era to a server of 2026-07-28. */
@LeakFree
final class ModernConnectionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String REVISION = ModernServer.META + "protocolVersion";
  private static final String CAPABILITIES = ModernServer.META + "clientCapabilities";
  private static final String INFO = ModernServer.META + "clientInfo";

  private final ManualClock clock = new ManualClock();
  private final List<Envelope> notifications = new CopyOnWriteArrayList<>();
  private final List<String> irregular = new CopyOnWriteArrayList<>();
  private final UpstreamListener listener = new UpstreamListener() {
    @Override
    public void onNotification(Envelope notification) {
      notifications.add(notification);
    }

    @Override
    public void onIrregular(String what, long count) {
      irregular.add(what);
    }
  };
  private UpstreamConnection connection;

  @AfterEach
  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  private UpstreamConnection open(ModernServer server) throws InterruptedException {
    connection = UpstreamConnection.open(
        server,
        listener,
        clock,
        new ClientIdentity("me", "1"),
        10,
        PeerPast.NONE,
        EraChoice.FIND_OUT,
        SECOND,
        SECOND.multipliedBy(10));
    return connection;
  }

  private static ClientProfile client(String capabilities) {
    return new ClientProfile(
        "ada", "2", ProtocolRevision.V2025_11_25, capabilities.getBytes(UTF_8));
  }

  private static UpstreamRequest call(String params, ClientProfile client, InputHandler inputs) {
    return call(params, splice -> {}, client, inputs, null);
  }

  private static UpstreamRequest call(
      String params,
      Consumer<Splice> edits,
      ClientProfile client,
      InputHandler inputs,
      Consumer<Envelope> onProgress) {
    return new UpstreamRequest(
        request("tools/call", params),
        edits,
        SECOND,
        onProgress,
        new Cancellation(),
        client,
        inputs);
  }

  private static Envelope request(String method, String params) {
    return Envelope.read(("{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"" + method
            + "\",\"params\":" + params + "}")
        .getBytes(UTF_8));
  }

  private static JsonNode resultOf(Optional<Envelope> answer) {
    return ModernServer.parse(new String(answer.orElseThrow().bytes(), UTF_8)).path("result");
  }

  @Test
  void givenModernServer_whenOpened_thenItIsDiscoveredWithoutHandshake() throws Exception {
    var server = new ModernServer("{\"tools\":{}}");

    open(server);

    assertThat(connection.isModern()).isTrue();
    assertThat(connection.greeting().revision()).isEqualTo(ProtocolRevision.V2026_07_28);
    assertThat(connection.greeting().offers("tools")).isTrue();
    assertThat(server.negotiated()).contains("2026-07-28");
    assertThat(server.received("initialize")).isEmpty();
    JsonNode meta = server.received("server/discover").getFirst().path("params").path("_meta");
    assertThat(meta.path(REVISION).asText()).isEqualTo("2026-07-28");
    assertThat(meta.path(CAPABILITIES)).isEmpty();
    assertThat(meta.path(INFO).path("name").asText()).isEqualTo("me");
    assertThat(server.headers("server/discover"))
        .isEqualTo(Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "server/discover"));
  }

  @Test
  void givenLegacyClient_whenItCalls_thenTheServerIsToldWhoAsks() throws Exception {
    var server = new ModernServer("{\"tools\":{}}").result("tools/call", request -> "{}");
    open(server);

    var offers =
        "{\"roots\":{\"listChanged\":true},\"sampling\":{},\"elicitation\":{},\"tasks\":{}}";
    connection.request(call(
        "{\"name\":\"t\",\"_meta\":{\"kept\":1}}", client(offers).withLogLevel("warning"), null));

    JsonNode meta = server.received("tools/call").getFirst().path("params").path("_meta");
    assertThat(meta.path("kept").asInt()).isEqualTo(1);
    assertThat(meta.path(REVISION).asText()).isEqualTo("2026-07-28");
    assertThat(meta.path(INFO).toString()).isEqualTo("{\"name\":\"ada\",\"version\":\"2\"}");
    assertThat(meta.path(CAPABILITIES).toString())
        .isEqualTo("{\"roots\":{},\"sampling\":{},\"elicitation\":{\"form\":{}}}");
    assertThat(meta.path(ModernServer.META + "logLevel").asText()).isEqualTo("warning");
  }

  @Test
  void givenModernClient_whenItCalls_thenWhatItSaysOfItselfStaysAsItIs() throws Exception {
    var server = new ModernServer("{\"tools\":{}}").result("tools/call", request -> "{}");
    open(server);
    var offers =
        "{\"sampling\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{},\"x/y\":{}}}";
    var modern =
        new ClientProfile("ada", "2", ProtocolRevision.V2026_07_28, offers.getBytes(UTF_8));

    connection.request(call(
        "{\"name\":\"t\",\"_meta\":{\"" + REVISION + "\":\"2026-07-28\",\"" + INFO
            + "\":{\"name\":\"ada\",\"title\":\"A\"},\"" + CAPABILITIES + "\":" + offers + "}}",
        modern,
        null));

    JsonNode meta = server.received("tools/call").getFirst().path("params").path("_meta");
    assertThat(meta.path(INFO).path("title").asText()).isEqualTo("A");
    assertThat(meta.path(CAPABILITIES).toString())
        .isEqualTo("{\"sampling\":{},\"extensions\":{\"x/y\":{}}}");
  }

  @ParameterizedTest
  @CsvSource({
    "tools/call, name, plain, plain",
    "prompts/get, name, Grüße, =?base64?R3LDvMOfZQ==?=",
    "resources/read, uri, ' x', =?base64?IHg=?=",
    "resources/read, uri, =?base64?eA==?=, =?base64?PT9iYXNlNjQ/ZUE9PT89?=",
  })
  void givenNamedThing_whenAsked_thenItsNameIsInAHeader(
      String method, String member, String name, String header) throws Exception {
    var server = new ModernServer("{}").result(method, request -> "{}");
    open(server);

    connection.request(new UpstreamRequest(
        request(method, "{\"" + member + "\":\"" + name + "\"}"),
        splice -> {},
        SECOND,
        null,
        new Cancellation(),
        client("{}"),
        null));

    assertThat(server.headers(method))
        .containsEntry("Mcp-Method", method)
        .containsEntry("Mcp-Name", header);
  }

  @Test
  void givenRenamedTool_whenCalled_thenTheHeaderSaysWhatTheServerCallsIt() throws Exception {
    var server = new ModernServer("{\"tools\":{}}").result("tools/call", request -> "{}");
    open(server);
    var message = request("tools/call", "{\"name\":\"prefix__t\"}");

    connection.request(new UpstreamRequest(
        message,
        splice -> splice.replace(message.span(Member.NAME).orElseThrow(), JsonText.quote("t")),
        SECOND,
        null,
        new Cancellation(),
        client("{}"),
        null));

    assertThat(server.headers("tools/call")).containsEntry("Mcp-Name", "t");
  }

  private static final String MARKED =
      "{\"resultType\":\"complete\",\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\","
          + "\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},"
          + "\"n\":{\"type\":\"object\",\"properties\":{\"i\":{\"type\":\"integer\",\"x-mcp-header\":\"I\"}}},"
          + "\"b\":{\"type\":\"boolean\",\"x-mcp-header\":\"B\"}}}}]}";

  @Test
  void givenMarkedArguments_whenToolsWereListed_thenCallsRepeatThemInHeaders() throws Exception {
    var server = new ModernServer("{\"tools\":{}}")
        .result("tools/list", request -> MARKED)
        .result("tools/call", request -> "{}");
    open(server);
    connection.ask("tools/list", null, SECOND);

    connection.request(call(
        "{\"name\":\"t\",\"arguments\":{\"a\":\"\u00e4\",\"n\":{\"i\":3.0},\"b\":null}}",
        client("{}"),
        null));

    assertThat(server.headers("tools/call"))
        .containsEntry("Mcp-Param-A", "=?base64?w6Q=?=")
        .containsEntry("Mcp-Param-I", "3")
        .doesNotContainKey("Mcp-Param-B");

    connection.request(call(
        "{\"name\":\"t\",\"arguments\":{\"a\":1,\"n\":{\"i\":1e999999999},\"b\":true}}",
        client("{}"),
        null));
    assertThat(server.headers("tools/call"))
        .containsEntry("Mcp-Param-B", "true")
        .doesNotContainKeys("Mcp-Param-A", "Mcp-Param-I");
  }

  @Test
  void givenHeaderMismatch_whenCalled_thenToolsAreListedAndTheCallIsMadeOnceMore()
      throws Exception {
    var server = new ModernServer("{\"tools\":{}}").result("tools/list", request -> MARKED);
    server.on(
        "tools/call",
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":"
            + request.get("id")
            + (server.headers("tools/call").containsKey("Mcp-Param-A")
                ? ",\"result\":{\"ok\":true}}"
                : ",\"error\":{\"code\":-32020,\"message\":\"header\"}}")));
    open(server);

    var answer = connection.request(
        call("{\"name\":\"t\",\"arguments\":{\"a\":\"x\"}}", client("{}"), null));

    assertThat(resultOf(answer).path("ok").asBoolean()).isTrue();
    assertThat(server.received("tools/call")).hasSize(2);
  }

  @Test
  void givenServerThatHasBecomeAnother_whenPinged_thenTheConnectionEnds() throws Exception {
    var server = new ModernServer("{\"tools\":{}}");
    open(server);
    assertThat(connection.ping(SECOND)).isZero();

    server.error("server/discover", -32601, "null");

    assertThatThrownBy(() -> connection.ping(SECOND)).isInstanceOf(McpManagerException.class);
    assertThat(connection.closed().getNow("")).contains("2026-07-28");
  }

  @Test
  void givenServerThatAsks_whenCalled_thenItIsRefusedNothingAndTheRequestCounts() throws Exception {
    var server = new ModernServer("{}");
    open(server);

    server.deliver("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}");

    assertThat(irregular).hasSize(1);
  }

  private static String asks(String key, String method, String state) {
    return "{\"resultType\":\"input_required\",\"inputRequests\":{\"" + key + "\":{\"method\":\""
        + method + "\",\"params\":{\"message\":\"?\",\"mode\":\"form\"}}}"
        + (state == null ? "" : ",\"requestState\":\"" + state + "\"") + "}";
  }

  @Test
  void givenServerThatNeedsInput_whenLegacyClientCalls_thenItIsAskedUntilThereIsAResult()
      throws Exception {
    var round = new AtomicInteger();
    var server = new ModernServer("{\"tools\":{}}")
        .result("tools/call", request -> switch (round.incrementAndGet()) {
          case 1 -> asks("one", "elicitation/create", null);
          case 2 -> asks("two", "sampling/createMessage", "s2");
          default -> "{\"resultType\":\"complete\",\"content\":[]}";
        });
    open(server);
    var asked = new ArrayList<String>();

    var answer = connection.request(call(
        "{\"name\":\"t\",\"arguments\":{\"x\":1}}",
        client("{\"elicitation\":{},\"sampling\":{}}"),
        question -> {
          asked.add(question.method());
          question.answer(new InputAnswer.Result(("{\"n\":" + asked.size() + "}").getBytes(UTF_8)));
        }));

    assertThat(resultOf(answer).path("resultType").asText()).isEqualTo("complete");
    assertThat(asked).containsExactly("elicitation/create", "sampling/createMessage");
    List<JsonNode> calls = server.received("tools/call");
    assertThat(calls).extracting(call -> call.get("id").asLong()).doesNotHaveDuplicates();
    JsonNode second = calls.get(1).path("params");
    assertThat(second.path("arguments").path("x").asInt()).isEqualTo(1);
    assertThat(second.path("inputResponses").toString()).isEqualTo("{\"one\":{\"n\":1}}");
    assertThat(second.has("requestState")).isFalse();
    JsonNode third = calls.get(2).path("params");
    assertThat(third.path("inputResponses").toString()).isEqualTo("{\"two\":{\"n\":2}}");
    assertThat(third.path("requestState").asText()).isEqualTo("s2");
  }

  @Test
  void givenClientThatCannotBeAskedMeanwhile_whenInputIsNeeded_thenThatIsTheAnswer()
      throws Exception {
    var server = new ModernServer("{}")
        .result("tools/call", request -> asks("one", "elicitation/create", "s"));
    open(server);

    var answer = connection.request(call("{\"name\":\"t\"}", client("{}"), null));

    assertThat(resultOf(answer).path("requestState").asText()).isEqualTo("s");
  }

  @Test
  void givenRefusal_whenInputIsNeeded_thenTheCallFailsAsATool() throws Exception {
    var server = new ModernServer("{}")
        .result("tools/call", request -> asks("one", "sampling/createMessage", null));
    open(server);

    var answer = connection.request(call(
        "{\"name\":\"t\"}",
        client("{\"sampling\":{}}"),
        question -> question.answer(new InputAnswer.Refused(-1, "not today"))));

    assertThat(resultOf(answer).path("isError").asBoolean()).isTrue();
    assertThat(resultOf(answer).toString()).contains("not today");
    assertThat(server.received("tools/call")).hasSize(1);
  }

  @Test
  void givenServerThatNeverHasEnough_whenCalled_thenItIsGivenUp() throws Exception {
    var server =
        new ModernServer("{}").result("tools/call", request -> asks("one", "roots/list", null));
    open(server);

    assertThatThrownBy(() -> connection.request(call(
            "{\"name\":\"t\"}",
            client("{\"roots\":{}}"),
            question -> question.answer(new InputAnswer.Result("{}".getBytes(UTF_8))))))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.UPSTREAM_ERROR));
    assertThat(server.received("tools/call")).hasSize(InputRounds.MOST + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resultType\":\"input_required\"}",
        "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":{\"method\":\"tools/call\"}}}",
        "{\"resultType\":\"input_required\",\"inputRequests\":[]}",
      })
  void givenSenselessRequestForInput_whenCalled_thenTheCallFails(String result) throws Exception {
    open(new ModernServer("{}").result("tools/call", request -> result));

    assertThatThrownBy(
            () -> connection.request(call("{\"name\":\"t\"}", client("{}"), question -> {})))
        .isInstanceOf(McpManagerException.class);
  }

  @Test
  void givenQuestion_whenTheCallIsCancelled_thenItIsWithdrawnAndThereIsNoAnswer() throws Exception {
    open(new ModernServer("{}").result("tools/call", request -> asks("one", "roots/list", null)));
    var cancellation = new Cancellation();
    var withdrawn = new CopyOnWriteArrayList<String>();

    var answer = connection.request(new UpstreamRequest(
        request("tools/call", "{\"name\":\"t\"}"),
        splice -> {},
        SECOND,
        null,
        cancellation,
        client("{\"roots\":{}}"),
        question -> {
          question.onWithdrawn(withdrawn::add);
          cancellation.cancel("enough");
        }));

    assertThat(answer).isEmpty();
    assertThat(withdrawn).hasSize(1);
  }

  @Test
  void givenSeveralLegs_whenProgressBeginsAnew_thenTheClientSeesItGrow() throws Exception {
    var server = new ModernServer("{}");
    var round = new AtomicInteger();
    server.result("tools/call", request -> {
      String token = request.path("params").path("_meta").path("progressToken").toString();
      for (int step = 1; step <= round.get() + 2; step++) {
        server.notify(
            "notifications/progress",
            "{\"progressToken\":" + token + ",\"progress\":" + step + "}");
      }
      return round.incrementAndGet() < 3 ? asks("k", "roots/list", null) : "{}";
    });
    open(server);
    var seen = new ArrayList<String>();

    connection.request(call(
        "{\"name\":\"t\"}",
        splice -> {},
        client("{\"roots\":{}}"),
        question -> question.answer(new InputAnswer.Result("{}".getBytes(UTF_8))),
        progress -> {
          var span = progress.span(Member.PROGRESS).orElseThrow();
          seen.add(new String(progress.bytes(), span.start(), span.length(), UTF_8));
        }));

    assertThat(seen).containsExactly("1", "2", "3", "4");
  }

  @Test
  void givenLogMessage_whenOneCallIsInFlight_thenItIsThatCalls() throws Exception {
    var server = new ModernServer("{}");
    server.result("tools/call", request -> {
      server.notify("notifications/message", "{\"level\":\"info\",\"data\":\"x\"}");
      return "{}";
    });
    open(server);
    var logged = new ArrayList<String>();

    connection.request(new UpstreamRequest(
        request("tools/call", "{\"name\":\"t\"}"),
        splice -> {},
        SECOND,
        null,
        new Cancellation(),
        client("{}"),
        null,
        message -> logged.add(message.method())));

    assertThat(logged).hasSize(1);
    assertThat(notifications).extracting(Envelope::method).containsExactly("notifications/message");
  }

  @Test
  void givenServerThatTellsOfChanges_whenOpened_thenItIsListenedToAndAgainAfterItEnds()
      throws Exception {
    var server =
        new ModernServer("{\"tools\":{\"listChanged\":true},\"prompts\":{\"listChanged\":false}}");
    open(server);
    await().until(() -> server.received("subscriptions/listen").size() == 1);
    JsonNode listen = server.received("subscriptions/listen").getFirst();
    assertThat(listen.path("params").path("notifications").toString())
        .isEqualTo("{\"toolsListChanged\":true}");

    server.notify("notifications/tools/list_changed", "{}");
    assertThat(notifications).hasSize(1);

    server.deliver("{\"jsonrpc\":\"2.0\",\"id\":" + listen.get("id")
        + ",\"result\":{\"resultType\":\"complete\"}}");
    await().untilAsserted(() -> {
      clock.advance(SECOND);
      assertThat(server.received("subscriptions/listen")).hasSizeGreaterThan(1);
    });
    await().untilAsserted(() -> assertThat(notifications).hasSizeGreaterThan(1));
  }

  @Test
  void givenResource_whenSubscribed_thenItIsListenedToBeforeTheOldListenEnds() throws Exception {
    var server = new ModernServer("{\"resources\":{\"subscribe\":true}}");
    open(server);

    connection.subscribe("demo://a", SECOND);
    connection.subscribe("demo://b", SECOND);
    connection.unsubscribe("demo://a", SECOND);

    List<JsonNode> listens = server.received("subscriptions/listen");
    assertThat(listens)
        .extracting(listen -> listen
            .path("params")
            .path("notifications")
            .path("resourceSubscriptions")
            .toString())
        .containsExactly("[\"demo://a\"]", "[\"demo://a\",\"demo://b\"]", "[\"demo://b\"]");
    await().untilAsserted(() -> assertThat(server.received("notifications/cancelled"))
        .extracting(cancel -> cancel.path("params").path("requestId").asLong())
        .containsExactlyInAnyOrder(
            listens.get(0).get("id").asLong(), listens.get(1).get("id").asLong()));

    connection.unsubscribe("demo://b", SECOND);
    assertThat(server.received("subscriptions/listen")).hasSize(3);
  }

  @Test
  void givenResourceTheServerDoesNotTellOf_whenSubscribed_thenThatIsAnError() throws Exception {
    var server = new ModernServer("{\"resources\":{\"subscribe\":true}}");
    server.on("subscriptions/listen", listen -> {
      server.acknowledge(listen, "{}");
      return Optional.empty();
    });
    open(server);

    assertThatThrownBy(() -> connection.subscribe("demo://a", SECOND))
        .hasMessageContaining("demo://a");
    server.error("subscriptions/listen", -32603, "null");
    assertThatThrownBy(() -> connection.subscribe("demo://b", SECOND))
        .isInstanceOf(McpManagerException.class);
  }
}
