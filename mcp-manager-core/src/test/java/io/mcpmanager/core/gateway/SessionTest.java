package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ADA;
import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.initialize;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@LeakFree
final class SessionTest {

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** Handles a message elsewhere; the future holds what came of it. */
  private static CompletableFuture<Optional<byte[]>> later(
      McpSession session, String message, MessageSink related) {
    var answer = new CompletableFuture<Optional<byte[]>>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(session.handle(message.getBytes(UTF_8), related));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private static JsonNode get(CompletableFuture<Optional<byte[]>> answer) throws Exception {
    return FakeServer.parse(new String(answer.get(10, TimeUnit.SECONDS).orElseThrow(), UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-26, 2025-03-26",
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "2024-11-05, 2024-11-05",
    "2026-07-28, 2025-11-25",
    "1.0, 2025-11-25"
  })
  void givenRevisionAskedFor_whenInitialized_thenTheAgreedOneIsSpokenHere(
      String asked, String agreed) throws Exception {
    McpSession session = bench.open(Scope.all());

    JsonNode result = ask(session, initialize(asked)).path("result");

    assertThat(result.path("protocolVersion").asText()).isEqualTo(agreed);
    assertThat(session.revision().orElseThrow().text()).isEqualTo(agreed);
  }

  @Test
  void givenClients_whenOneIsEnded_thenItIsToldAndGoneAndTheOthersStay() throws Exception {
    McpSession one = bench.gateway.open(ADA, Scope.all(), ClientTransport.WEBSOCKET);
    McpSession other = bench.client(Scope.all());
    var ended = new AtomicInteger();
    one.onEnd(ended::incrementAndGet);
    String number = bench.gateway.clients(ADA).stream()
        .filter(client -> client.transport() == ClientTransport.WEBSOCKET)
        .map(ConnectedClient::session)
        .findFirst()
        .orElseThrow();

    assertThatThrownBy(
            () -> bench.gateway.end(new CallContext(ADA.principal(), "other", "test"), number))
        .hasMessageContaining("no client");
    bench.gateway.end(ADA, number);

    assertThat(ended).hasValue(1);
    assertThat(bench.gateway.clients(ADA)).hasSize(1);
    assertThatThrownBy(
            () -> one.handle(request("1", "ping", "{}").getBytes(UTF_8), MessageSink.NONE))
        .hasMessageContaining("has ended");
    assertThat(ask(other, request("1", "ping", "{}")).has("result")).isTrue();
    assertThatThrownBy(() -> bench.gateway.end(ADA, number)).hasMessageContaining("no client");
    one.onEnd(ended::incrementAndGet);
    assertThat(ended).hasValue(2);
  }

  @Test
  void givenClientInThisProgram_whenItIsToBeEnded_thenItIsRefused() {
    try (var inside = bench.gateway.connect(ADA, Scope.all(), "host")) {
      assertThat(inside).isNotNull();
      ConnectedClient shown = bench.gateway.clients(ADA).getFirst();
      assertThat(shown.transport()).isEqualTo(ClientTransport.IN_PROCESS);
      assertThatThrownBy(() -> bench.gateway.end(ADA, shown.session()))
          .hasMessageContaining("part of the manager's program");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|-32700|null",
        "nonsense|-32700|null",
        "17|-32600|null",
        "[]|-32600|null",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]|-32600|null",
        "{\"id\":1,\"method\":\"ping\"}|-32600|1",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}|-32600|1",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}|-32600|null",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}|-32600|null",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}|-32600|1",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":[]}|-32600|1",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}|-32600|null",
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"no/such\"}|-32601|\"a\"",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}|-32602|1",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"loud\"}}|-32602|1",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"}}|-32600|1"
      })
  void givenBadMessage_whenHandled_thenErrorSaysWhich(String message, int code, String id)
      throws Exception {
    McpSession session = bench.client(Scope.all());

    JsonNode answer = ask(session, message);

    assertThat(answer.path("error").path("code").asInt()).isEqualTo(code);
    assertThat(answer.path("id").toString()).isEqualTo(id);
  }

  @Test
  void givenClientThatHasNotInitialized_whenAsking_thenOnlyPingIsAnswered() throws Exception {
    McpSession session = bench.open(Scope.all());

    assertThat(ask(session, request("1", "ping", "{}")).has("result")).isTrue();
    assertThat(ask(session, request("2", "tools/list", "{}"))
            .path("error")
            .path("code")
            .asInt())
        .isEqualTo(-32600);
  }

  @Test
  void givenOldRevision_whenBatchIsSent_thenAnswersComeAsArray() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    McpSession session = bench.client(Scope.all(), "2025-03-26");

    JsonNode answers = ask(
        session,
        "[" + call("1", "alpha__echo") + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},"
            + initialize("2025-03-26") + "," + request("\"1\"", "ping", "{}") + "]");
    Optional<byte[]> silent = session.handle(
        "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]".getBytes(UTF_8), MessageSink.NONE);

    assertThat(answers).hasSize(3);
    assertThat(answers.path(0).path("result").has("content")).isTrue();
    assertThat(answers.path(1).path("error").path("code").asInt()).isEqualTo(-32600);
    assertThat(answers.path(2).path("id").asText()).isEqualTo("1");
    assertThat(silent).isEmpty();
  }

  @Test
  void givenProgress_whenReported_thenItGoesToTheCallsSinkWithTheClientsToken() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var related = new GatewayBench.Inbox();
    var answer = later(
        client,
        request(
            "1",
            "tools/call",
            "{\"name\":\"alpha__slow\",\"arguments\":{},\"_meta\":{\"progressToken\":\"7\",\"k\":1}}"),
        related);
    await().until(() -> !fake.received("tools/call").isEmpty());
    JsonNode received = fake.received("tools/call").get(0);
    JsonNode token = received.path("params").path("_meta").path("progressToken");

    for (String value : List.of("0.5", "1", "1", "0.2", "2", "\"x\"")) {
      fake.notify(
          "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":" + value + "}");
    }
    fake.notify("notifications/progress", "{\"progressToken\":999,\"progress\":5}");
    fake.answer(received, "{}");
    get(answer);
    fake.notify("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":9}");

    assertThat(token.isNumber()).isTrue();
    assertThat(received.path("params").path("_meta").path("k").asInt()).isEqualTo(1);
    assertThat(related.messages())
        .extracting(m -> m.path("params").path("progress").asDouble())
        .containsExactly(0.5, 1.0, 2.0);
    assertThat(related.messages())
        .allMatch(m -> m.path("params").path("progressToken").toString().equals("\"7\""));
  }

  @Test
  void givenCallInFlight_whenClientCancels_thenServerIsToldAndNoAnswerIsGiven() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    McpSession other = bench.client(Scope.all());
    var answer = later(client, call("5", "alpha__slow"), MessageSink.NONE);
    var untouched = later(other, call("5", "alpha__slow"), MessageSink.NONE);
    await().until(() -> fake.received("tools/call").size() == 2);

    byte[] cancel = ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
            + "{\"requestId\":5,\"reason\":\"bored\"}}")
        .getBytes(UTF_8);
    client.handle(cancel, MessageSink.NONE);

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    await().until(() -> !fake.received("notifications/cancelled").isEmpty());
    JsonNode told = fake.received("notifications/cancelled").get(0).path("params");
    assertThat(told.path("reason").asText()).isEqualTo("bored");
    assertThat(untouched).isNotDone();
    for (JsonNode request : fake.received("tools/call")) {
      if (!request.get("id").equals(told.get("requestId"))) {
        fake.answer(request, "{\"ok\":true}");
      }
    }
    assertThat(get(untouched).path("result").path("ok").asBoolean()).isTrue();
  }

  @Test
  void givenSameIdTwice_whenFirstIsInFlight_thenSecondIsRefused() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var first = later(client, call("1", "alpha__slow"), MessageSink.NONE);
    await().until(() -> !fake.received("tools/call").isEmpty());

    JsonNode second = ask(client, call("1", "alpha__slow"));
    var text = later(client, call("\"1\"", "alpha__slow"), MessageSink.NONE);
    await().until(() -> fake.received("tools/call").size() == 2);
    fake.received("tools/call").forEach(request -> fake.answer(request, "{}"));

    assertThat(second.path("error").path("code").asInt()).isEqualTo(-32600);
    assertThat(get(first).path("id").isNumber()).isTrue();
    assertThat(get(text).path("id").isTextual()).isTrue();
  }

  @Test
  void givenServerThatDoesNotAnswer_whenTimeIsUp_thenToolFailsAndOthersAreErrors()
      throws Exception {
    var fake =
        new FakeServer().tools("slow").prompts("p").silent("tools/call").silent("prompts/get");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var tool = later(client, call("1", "alpha__slow"), MessageSink.NONE);
    var prompt =
        later(client, request("2", "prompts/get", "{\"name\":\"alpha__p\"}"), MessageSink.NONE);
    await()
        .until(() ->
            fake.received("tools/call").size() + fake.received("prompts/get").size() == 2);

    bench.clock.advance(Duration.ofMinutes(5));

    assertThat(get(tool).path("result").path("isError").asBoolean()).isTrue();
    assertThat(get(prompt).path("error").path("code").asInt()).isEqualTo(-32603);
    assertThat(get(prompt).path("error").path("message").asText()).contains("alpha", "time limit");
    await().until(() -> fake.received("notifications/cancelled").size() == 2);
  }

  @Test
  void givenCallInFlight_whenConnectionBreaks_thenToolFails() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var answer = later(client, call("1", "alpha__slow"), MessageSink.NONE);
    await().until(() -> !fake.received("tools/call").isEmpty());

    fake.channel().breakOff("it crashed");

    assertThat(get(answer).path("result").path("content").path(0).path("text").asText())
        .contains("alpha", "it crashed");
  }

  @Test
  void givenCallInFlight_whenSessionIsClosed_thenItIsCancelledAndTheSessionGone() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var answer = later(client, call("1", "alpha__slow"), MessageSink.NONE);
    await().until(() -> !fake.received("tools/call").isEmpty());

    client.close();

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    await().until(() -> !fake.received("notifications/cancelled").isEmpty());
    assertThat(bench.gateway.session(ADA, client.id())).isEmpty();
    assertThatThrownBy(() -> ask(client, request("1", "ping", "{}")))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.SESSION_NOT_FOUND));
    assertThat(bench.events).last().isInstanceOf(EventData.SessionClosed.class);
  }

  @Test
  void givenHandlingThread_whenInterrupted_thenServerIsToldAndItEnds() throws Exception {
    var fake = new FakeServer().tools("slow").silent("tools/call");
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var ended = new CompletableFuture<String>();
    Thread caller = Thread.ofVirtual().start(() -> {
      try {
        client.handle(call("1", "alpha__slow").getBytes(UTF_8), MessageSink.NONE);
        ended.complete("answered");
      } catch (InterruptedException e) {
        ended.complete("interrupted");
      }
    });
    await().until(() -> !fake.received("tools/call").isEmpty());

    caller.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    await().until(() -> !fake.received("notifications/cancelled").isEmpty());
  }

  @Test
  void givenIdleSession_whenItsTimeIsUp_thenItEndsUnlessSomethingHoldsIt() throws Exception {
    McpSession idle = bench.client(Scope.all());
    McpSession listening = bench.client(Scope.all());
    Runnable detach = listening.attach(MessageSink.NONE);
    var inProcess = bench.gateway.connect();

    bench.clock.advance(Duration.ofMinutes(40));

    assertThat(bench.gateway.session(ADA, idle.id())).isEmpty();
    assertThat(bench.gateway.session(ADA, listening.id())).isPresent();
    assertThat(bench.gateway.clients(ADA)).hasSize(2);
    detach.run();
    bench.clock.advance(Duration.ofMinutes(40));
    assertThat(bench.gateway.session(ADA, listening.id())).isEmpty();
    inProcess.close();
    assertThat(bench.gateway.clients(ADA)).isEmpty();
  }

  @Test
  void givenSession_whenSomebodyElseAsksForIt_thenItIsNotThere() throws Exception {
    McpSession session = bench.client(Scope.all());
    var eve = new CallContext(
        new Principal("user:eve", Principal.Kind.USER), CallContext.DEFAULT_TENANT, "c");
    var elsewhere = new CallContext(Principal.SYSTEM, "other", "c");

    assertThat(bench.gateway.session(ADA, session.id())).isPresent();
    assertThat(bench.gateway.session(eve, session.id())).isEmpty();
    assertThat(bench.gateway.session(elsewhere, session.id())).isEmpty();
    assertThat(bench.gateway.clients(elsewhere)).isEmpty();
  }

  @Test
  void givenFullGateway_whenOpened_thenLimitIsReachedUntilOneEnds() throws Exception {
    try (var small =
        new GatewayBench(new GatewayLimits(2, Duration.ofMinutes(30), 1000, 1000, 500))) {
      McpSession first = small.open(Scope.all());
      small.open(Scope.all());

      assertThatThrownBy(() -> small.open(Scope.all()))
          .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
              .isEqualTo(ErrorCode.LIMIT_REACHED));
      first.close();
      assertThat(small.open(Scope.all())).isNotNull();
    }
  }

  @Test
  void givenClient_whenItInitializes_thenEventAndListTellOfIt() throws Exception {
    McpSession session = bench.client(Scope.all());

    assertThat(bench.events)
        .contains(new EventData.SessionOpened("id00000001", "all", "tester 3", "2025-11-25"));
    assertThat(bench.gateway.clients(ADA)).singleElement().satisfies(client -> {
      assertThat(client.name()).isEqualTo("tester");
      assertThat(client.session()).isNotEqualTo(session.id());
      assertThat(client.calls()).isEqualTo(1);
    });
  }
}
