package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.core.wire.Member;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpConversationTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}";
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\"}";

  private final List<String> answers = new CopyOnWriteArrayList<>();
  private FakeManager manager;
  private final HttpConversation conversation;

  HttpConversationTest() throws Exception {
    manager = new FakeManager();
    conversation = connect(Duration.ofSeconds(20));
  }

  private HttpConversation connect(Duration patience) {
    return new HttpConversation(
        manager.uri(),
        Optional::empty,
        patience,
        message -> answers.add(new String(message, UTF_8)));
  }

  @AfterEach
  void end() {
    conversation.close();
    manager.close();
  }

  @Test
  void givenInitialize_whenCallsFollowAtOnce_thenTheyWaitForTheSessionAndCarryIt() {
    say(INITIALIZE, INITIALIZED, CALL);

    await().until(() -> answers.size() == 2);
    assertThat(answers.getFirst()).contains("\"id\":0", "2025-11-25");
    assertThat(answers.getLast()).contains("\"id\":7", "\"was\":\"call\"");
    FakeManager.Came call = manager.came("call").getFirst();
    assertThat(call.header("Mcp-session-id")).isEqualTo("s1");
    assertThat(call.header("Mcp-protocol-version")).isEqualTo("2025-11-25");
  }

  @Test
  void givenRequestWithItsRevision_whenSaid_thenItIsPostedWithItsHeadersAndNoSession() {
    say(INITIALIZE);
    say("""
        {"jsonrpc":"2.0","id":"m","method":"tools/call","params":{"name":"gr\u00fc\u00df","_meta":\
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""");

    await().until(() -> answers.size() == 2);
    FakeManager.Came call = manager.came("tools/call").getFirst();
    assertThat(call.header("Mcp-session-id")).isEmpty();
    assertThat(call.header("Mcp-protocol-version")).isEqualTo("2026-07-28");
    assertThat(call.header("Mcp-method")).isEqualTo("tools/call");
    assertThat(call.header("Mcp-name")).isEqualTo("=?base64?Z3LDvMOf?=");
  }

  @Test
  void givenToolWhoseArgumentsGoIntoHeaders_whenCalled_thenTheyAreLearntOnce() {
    manager.on("tools/call", (exchange, message) -> {
      boolean missing = exchange.getRequestHeaders().getFirst("Mcp-Param-Region") == null;
      FakeManager.json(
          exchange,
          missing ? 400 : 200,
          missing
              ? "{\"jsonrpc\":\"2.0\",\"id\":"
                  + new String(message.id().orElseThrow().toJson(), UTF_8)
                  + ",\"error\":{\"code\":-32020,\"message\":\"missing\"}}"
              : FakeManager.result(message, "{}"));
    });
    manager.on(
        "tools/list",
        (exchange, message) -> FakeManager.json(
            exchange,
            200,
            FakeManager.result(
                message,
                message.has(Member.CURSOR)
                    ? "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + "{\"r\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}]}"
                    : "{\"tools\":[],\"nextCursor\":\"more\"}")));

    say("""
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"r":"\u00fc"},"_meta":\
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""");
    await().until(() -> answers.size() == 1);
    say("""
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t","arguments":{"r":"eu"},"_meta":\
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""");
    await().until(() -> answers.size() == 2);

    assertThat(answers).allMatch(answer -> answer.contains("result"));
    assertThat(manager.came("tools/call"))
        .extracting(call -> call.header("Mcp-param-region"))
        .containsExactly("", "=?base64?w7w=?=", "eu");
    assertThat(manager.came("tools/list")).hasSize(2);
  }

  @Test
  void givenStreamThatBreaks_whenItsEventsHaveIds_thenItIsResumedWhereItEnded() {
    manager.on("call", (exchange, message) -> {
      OutputStream out = FakeManager.stream(exchange);
      FakeManager.event(out, "1-1", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
      exchange.close();
    });
    manager.on("GET", (exchange, message) -> {
      OutputStream out = FakeManager.stream(exchange);
      FakeManager.event(out, "1-2", "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
      exchange.close();
    });

    say(INITIALIZE, CALL);

    await().until(() -> answers.size() == 3);
    assertThat(answers.get(1)).contains("notifications/progress");
    assertThat(answers.get(2)).contains("\"id\":7,\"result\"");
    assertThat(manager.came("GET").getFirst().header("Last-event-id")).isEqualTo("1-1");
  }

  @Test
  void givenSessionThatIsForgotten_whenUsed_thenItIsOpenedAnewAsTheClientHadLeftIt() {
    say(INITIALIZE, INITIALIZED);
    await().until(() -> !manager.came("GET").isEmpty());
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"debug\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"a:b\"}}");
    await().until(() -> answers.size() == 3);
    manager.on("call", (exchange, message) -> {
      if (exchange.getRequestHeaders().getFirst("Mcp-Session-Id").equals("s1")) {
        FakeManager.status(exchange, 404);
      } else {
        FakeManager.json(exchange, 200, FakeManager.result(message, "{\"again\":true}"));
      }
    });

    say(CALL);

    await().until(() -> answers.size() == 5);
    assertThat(answers)
        .anyMatch(line -> line.contains("\"again\":true"))
        .anyMatch(line -> line.contains("notifications/tools/list_changed"))
        .noneMatch(line -> line.contains("notifications/prompts/list_changed"));
    assertThat(manager.came("initialize")).hasSize(2);
    for (String method :
        List.of("notifications/initialized", "logging/setLevel", "resources/subscribe")) {
      assertThat(manager.came(method))
          .extracting(one -> one.header("Mcp-session-id"))
          .containsExactly("s1", "s2");
    }
  }

  @Test
  void givenNobodyListens_whenCalled_thenTheErrorSaysWhatToDo() {
    manager.close();
    try (var impatient = connect(Duration.ofMillis(200))) {
      impatient.take(INITIALIZE.getBytes(UTF_8));

      await().until(() -> !answers.isEmpty());
      assertThat(answers.getFirst())
          .contains(
              "\"id\":0", "-32603", "no manager answers at " + manager.uri(), "mcp-manager serve");
    }
  }

  @Test
  void givenManagerThatIsStillStarting_whenCalled_thenTheCallWaitsForIt() throws Exception {
    int port = manager.port();
    manager.close();
    say(INITIALIZE, CALL);
    manager = new FakeManager(port);

    await().until(() -> answers.size() == 2);
    assertThat(answers.getLast()).contains("\"was\":\"call\"");
  }

  @Test
  void givenManagerThatIsKilledDuringACall_whenItIsBack_thenThatCallFailedAndTheNextWorks()
      throws Exception {
    var running = new CountDownLatch(1);
    manager.on("hang", (exchange, message) -> running.countDown());
    say(INITIALIZE, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"hang\"}");
    running.await();
    int port = manager.port();

    manager.close();

    await().until(() -> answers.size() == 2);
    assertThat(answers.getLast()).contains("\"id\":3", "-32603", "may have been carried out");
    manager = new FakeManager(port);
    say(CALL);
    await().until(() -> answers.size() == 3);
    assertThat(answers.getLast()).contains("\"was\":\"call\"");
  }

  @Test
  void givenCallOfASession_whenCancelled_thenTheGatewayIsToldAndNothingIsAnswered()
      throws Exception {
    var running = new CountDownLatch(1);
    manager.on("call", (exchange, message) -> running.countDown());
    say(INITIALIZE, CALL);
    running.await();

    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}",
        CALL.replace("7", "8").replace("call", "next"));

    await().until(() -> answers.size() == 2);
    await().until(() -> manager.came("notifications/cancelled").size() == 1);
    assertThat(answers.getLast()).contains("\"id\":8");
    conversation.drain(Duration.ofSeconds(10));
    assertThat(answers).hasSize(2);
  }

  @Test
  void givenQuestionOfAServer_whenItComesOnTheStreamOfTheSession_thenTheAnswerGoesBack() {
    manager.on(
        "GET",
        (exchange, message) -> FakeManager.event(
            FakeManager.stream(exchange),
            "0-1",
            "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}"));
    say(INITIALIZE, INITIALIZED);
    await().until(() -> answers.size() == 2);
    assertThat(answers.getLast()).contains("roots/list");

    say("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"roots\":[]}}");

    await().until(() -> manager.came("response").size() == 1);
    assertThat(manager.came("response").getFirst().header("Mcp-session-id")).isEqualTo("s1");
  }

  @Test
  void givenRefusalThatNamesNoRequest_whenAnswered_thenItIsTheAnswerToThisOne() {
    manager.on(
        "call",
        (exchange, message) -> FakeManager.json(
            exchange,
            400,
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"no\",\"data\":{\"a\":1}}}"));
    say(CALL);

    await().until(() -> answers.size() == 1);
    assertThat(answers.getFirst())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32000,\"message\":\"no\",\"data\":{\"a\":1}}}");
  }

  @Test
  void givenSomethingElseAtTheAddress_whenCalled_thenTheErrorSaysSo() {
    manager.on("call", (exchange, message) -> FakeManager.status(exchange, 404));
    say(CALL);

    await().until(() -> answers.size() == 1);
    assertThat(answers.getFirst()).contains("\"id\":7", "is no gateway of MCP Manager", "404");
  }

  @Test
  void givenLineThatIsNoMessage_whenSaid_thenItIsAnsweredAtOnce() {
    say("{\"jsonrpc\":", "[1]", CALL, CALL);

    await().until(() -> answers.size() >= 3);
    assertThat(answers.getFirst()).contains("-32700");
    assertThat(answers.get(1)).contains("-32600");
  }

  @Test
  void givenMessageOfTenMegabytes_whenSaidAndAnswered_thenBothGoThroughWhole() {
    manager.on(
        "call",
        (exchange, message) -> FakeManager.json(
            exchange, 200, FakeManager.result(message, "\"" + "y".repeat(10_000_000) + "\"")));

    say("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\",\"params\":{\"x\":\""
        + "x".repeat(10_000_000) + "\"}}");

    await().until(() -> answers.size() == 1);
    assertThat(answers.getFirst()).hasSizeGreaterThan(10_000_000);
    assertThat(manager.came("call").getFirst().body()).hasSizeGreaterThan(10_000_000);
  }

  @Test
  void givenSubscriptionThatIsOpen_whenTheClientEnds_thenNothingIsWaitedFor() throws Exception {
    var running = new CountDownLatch(1);
    manager.on("subscriptions/listen", (exchange, message) -> {
      OutputStream ignored = FakeManager.stream(exchange);
      running.countDown();
    });
    say("""
        {"jsonrpc":"2.0","id":"l","method":"subscriptions/listen","params":{"_meta":\
        {"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""");
    running.await();

    conversation.drain(Duration.ofMinutes(1));
    conversation.close();

    assertThat(answers).isEmpty();
  }

  @Test
  void givenSession_whenTheClientEnds_thenTheGatewayIsTold() {
    say(INITIALIZE);
    await().until(() -> answers.size() == 1);

    conversation.close();

    assertThat(manager.came("DELETE")).hasSize(1);
  }

  private void say(String... lines) {
    for (String line : lines) {
      conversation.take(line.getBytes(UTF_8));
    }
  }
}
