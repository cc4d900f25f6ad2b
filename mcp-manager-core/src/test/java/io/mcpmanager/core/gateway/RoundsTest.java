package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class RoundsTest {

  private static final String ALL = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
  private static final String ELICIT =
      "{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";

  private final GatewayBench bench = new GatewayBench();
  private final SelfContainedClient client =
      new SelfContainedClient(bench, Scope.all()).offering(ALL);
  private final FakeServer fake = new FakeServer().tools("ask", "other");

  private final CountDownLatch asked = new CountDownLatch(1);

  @AfterEach
  void close() {
    bench.close();
  }

  /** Lets the server ask as soon as its tool is called. */
  private void asking(String... questions) {
    fake.handleRaw("tools/call", request -> {
      for (int i = 0; i < questions.length; i++) {
        question(100 + i, questions[i]);
      }
      asked.countDown();
      return Optional.empty();
    });
    start(bench);
  }

  /** All clients share one connection, so that a test has one server to talk to. */
  private void start(GatewayBench there) {
    var options =
        new GatewayOptions(true, null, 256).withIsolation(GatewayOptions.Isolation.SHARED, 1);
    there.start(GatewayBench.definition("alpha", options), fake);
  }

  private void question(int id, String method) {
    fake.channel()
        .deliver("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":"
            + (method.startsWith("elicit") ? ELICIT : "{}") + "}");
  }

  private JsonNode call() {
    await().until(() -> fake.received("tools/call").size() > 0);
    List<JsonNode> calls = fake.received("tools/call");
    return calls.get(calls.size() - 1);
  }

  private SelfContainedClient.Answer round(CompletableFuture<SelfContainedClient.Answer> answer)
      throws Exception {
    await().until(() -> {
      bench.clock.advance(Duration.ofMillis(60));
      return answer.isDone();
    });
    return answer.get(1, TimeUnit.SECONDS);
  }

  private SelfContainedClient.Answer ask(String params) throws Exception {
    return ask(client, params, MessageSink.NONE);
  }

  private SelfContainedClient.Answer ask(
      SelfContainedClient who, String params, MessageSink related) throws Exception {
    return round(who.later("tools/call", params, related));
  }

  private static String first() {
    return "{\"name\":\"alpha__ask\",\"arguments\":{\"a\":1}}";
  }

  private static String retry(JsonNode interim, String responses) {
    return "{\"name\":\"alpha__ask\",\"arguments\":{\"a\": 1},\"inputResponses\":" + responses
        + ",\"requestState\":" + interim.path("requestState") + "}";
  }

  @Test
  void givenServerThatAsks_whenClientComesAgainWithTheAnswer_thenTheCallGoesOn() throws Exception {
    asking("elicitation/create");

    JsonNode interim = ask(first()).result();
    assertThat(interim.path("resultType").asText()).isEqualTo("input_required");
    assertThat(interim.has("ttlMs")).isFalse();
    String key = interim.path("inputRequests").fieldNames().next();
    JsonNode question = interim.path("inputRequests").path(key);
    assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
    assertThat(question.path("params").path("message").asText()).isEqualTo("Who?");

    var answer = client.later(
        "tools/call",
        retry(interim, "{\"" + key + "\":{\"action\":\"accept\",\"content\":{}},\"more\":{}}"),
        MessageSink.NONE);
    await().until(() -> fake.answers().size() == 1);
    fake.answer(call(), "{\"content\":[]}");

    assertThat(round(answer).result().path("resultType").asText()).isEqualTo("complete");
    assertThat(fake.answers().get(0).path("id").asInt()).isEqualTo(100);
    assertThat(fake.answers().get(0).path("result").path("action").asText()).isEqualTo("accept");
    assertThat(fake.received("tools/call")).hasSize(1);
    assertThat(bench.gateway.calls().latest(GatewayBench.ADA, null, 10))
        .as("a record of each round")
        .hasSize(2)
        .allMatch(call ->
            call.target().equals("alpha__ask") && call.outcome() == CallRecord.Outcome.SUCCEEDED);
  }

  @Test
  void givenSeveralQuestions_whenAskedTogether_thenTheyGoInOneRound() throws Exception {
    asking("elicitation/create", "sampling/createMessage", "roots/list");

    var answer = client.later("tools/call", first(), MessageSink.NONE);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    JsonNode interim = round(answer).result();

    assertThat(interim.path("inputRequests")).hasSize(3);
  }

  @Test
  void givenAnswersThatAreMissing_whenClientComesAgain_thenItIsAskedForThoseAgain()
      throws Exception {
    asking("elicitation/create", "roots/list");
    var answer = client.later("tools/call", first(), MessageSink.NONE);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    JsonNode interim = round(answer).result();

    JsonNode second =
        ask(retry(interim, "{\"q1\":{\"action\":\"decline\"},\"q2\":7}")).result();
    JsonNode third = ask(retry(second, "{}")).result();

    assertThat(second.path("resultType").asText()).isEqualTo("input_required");
    assertThat(second.path("inputRequests").fieldNames()).toIterable().containsExactly("q2");
    assertThat(third.path("inputRequests").fieldNames()).toIterable().containsExactly("q2");
    assertThat(fake.answers()).hasSize(1);
  }

  @Test
  void givenServerThatAsksTwice_whenAnswered_thenThereIsAnotherRound() throws Exception {
    var rounds = new Rounds(bench.clock, new SequentialIds(), 1);
    Rounds.Service service = (message, call) -> call.carry(ServerId.of("alpha"), true, () -> {
      String one = answer(call, "elicitation/create");
      String two = answer(call, "roots/list");
      return upstream("{\"got\":[" + one + "," + two + "]}");
    });

    JsonNode first = step(rounds, request("{\"name\":\"x\"}"), service);
    JsonNode second = step(
        rounds,
        request("{\"name\":\"x\",\"requestState\":" + first.path("requestState")
            + ",\"inputResponses\":{\"q1\":{\"a\":1}}}"),
        service);
    JsonNode third = step(
        rounds,
        request("{\"name\":\"x\",\"requestState\":" + second.path("requestState")
            + ",\"inputResponses\":{\"q1\":{\"a\":3},\"q2\":{\"a\":2}}}"),
        service);

    assertThat(second.path("inputRequests").path("q2").path("method").asText())
        .isEqualTo("roots/list");
    assertThat(third.path("got").toString()).isEqualTo("[{\"a\":1},{\"a\":2}]");
  }

  private static String answer(SelfContainedCall call, String method) throws InterruptedException {
    var answer = new CompletableFuture<InputAnswer>();
    var question = new InputRequest(method, null);
    question.onAnswer(answer::complete);
    call.ask(question);
    try {
      return new String(((InputAnswer.Result) answer.get()).json(), UTF_8);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode step(Rounds rounds, SelfContained request, Rounds.Service service)
      throws Exception {
    var outcome = new CompletableFuture<Reply>();
    Thread.ofVirtual().start(() -> {
      try {
        outcome.complete(rounds.serve(ADA, Scope.all(), request, MessageSink.NONE, service));
      } catch (InterruptedException | RuntimeException e) {
        outcome.completeExceptionally(e);
      }
    });
    await().until(() -> {
      bench.clock.advance(Duration.ofMillis(60));
      return outcome.isDone();
    });
    byte[] message = outcome.get().toMessage(request.id()).orElseThrow();
    return FakeServer.parse(new String(message, UTF_8)).path("result");
  }

  @Test
  void givenState_whenUsedTwiceOrForSomethingElse_thenItHasExpired() throws Exception {
    asking("elicitation/create");
    JsonNode interim = ask(first()).result();
    String good = retry(interim, "{}");

    var otherArguments = ask(good.replace("\"a\": 1", "\"a\":2"));
    var otherTool = ask(good.replace("alpha__ask", "alpha__other"));
    var tampered = ask(good.replace("\"requestState\":\"", "\"requestState\":\"A"));
    var noText = ask(good.replaceAll("\"requestState\":\"[^\"]*\"", "\"requestState\":7"));
    var otherPlace = new SelfContainedClient(bench, Scope.server("alpha"))
        .offering(ALL)
        .ask("tools/call", good.replace("alpha__ask", "ask"));
    var eve = new CallContext(new Principal("eve", Principal.Kind.USER), ADA.tenant(), "x");
    var otherPerson = new SelfContainedClient(bench.gateway, eve, Scope.all())
        .offering(ALL)
        .ask("tools/call", good);
    var used = ask(good);
    var usedAgain = ask(good);

    assertThat(List.of(otherArguments, otherTool, tampered, noText, otherPlace, otherPerson))
        .extracting(SelfContainedClient.Answer::error)
        .containsOnly(-32602);
    assertThat(used.result().path("resultType").asText()).isEqualTo("input_required");
    assertThat(usedAgain.error()).isEqualTo(-32602);
    assertThat(usedAgain.message().path("error").path("message").asText()).contains("expired");
  }

  private static final CallContext ADA = GatewayBench.ADA;

  @Test
  void givenParkedCall_whenItsTimeIsOver_thenItIsCancelledAtTheServer() throws Exception {
    asking("elicitation/create");
    JsonNode interim = ask(first()).result();

    bench.clock.advance(Duration.ofMinutes(11));

    await().until(() -> fake.received("notifications/cancelled").size() == 1);
    assertThat(ask(retry(interim, "{}")).error()).isEqualTo(-32602);
  }

  @Test
  void givenParkedCall_whenGatewayCloses_thenItIsCancelledAtTheServer() throws Exception {
    asking("elicitation/create");
    ask(first());

    bench.gateway.close();

    await().until(() -> fake.received("notifications/cancelled").size() == 1);
  }

  @Test
  void givenWaitingClient_whenItGoesAway_thenTheCallIsCancelledAtTheServer() throws Exception {
    fake.silent("tools/call");
    start(bench);
    var answer = client.later("tools/call", first(), MessageSink.NONE);
    call();

    answer.cancel(true);

    await().until(() -> fake.received("notifications/cancelled").size() == 1);
  }

  @Test
  void givenFullParkingLot_whenServerAsks_thenTheCallIsEnded() throws Exception {
    try (var small = new GatewayBench(new GatewayLimits(10, Duration.ofMinutes(1), 10, 0, 10))) {
      fake.handleRaw("tools/call", request -> {
        question(100, "elicitation/create");
        return Optional.empty();
      });
      start(small);
      var one = new SelfContainedClient(small, Scope.all()).offering(ALL);
      var answer = one.later("tools/call", first(), MessageSink.NONE);

      await().until(() -> {
        small.clock.advance(Duration.ofMillis(60));
        return answer.isDone();
      });

      assertThat(answer.get().error()).isEqualTo(-32603);
      await().until(() -> fake.received("notifications/cancelled").size() == 1);
    }
  }

  @Test
  void givenProgress_whenClientHasComeAgain_thenItHasTheTokenOfThatRequest() throws Exception {
    asking("elicitation/create");
    JsonNode interim = ask(
            new SelfContainedClient(bench, Scope.all()).offering(ALL).progress("1"),
            first(),
            MessageSink.NONE)
        .result();
    var inbox = new GatewayBench.Inbox();
    var answer = new SelfContainedClient(bench, Scope.all())
        .offering(ALL)
        .progress("\"two\"")
        .later("tools/call", retry(interim, "{\"q1\":{\"action\":\"accept\"}}"), inbox);
    await().until(() -> fake.answers().size() == 1);

    fake.notify(
        "notifications/progress",
        "{\"progressToken\":" + call().path("params").path("_meta").path("progressToken")
            + ",\"progress\":5}");
    fake.answer(call(), "{\"content\":[]}");
    round(answer);

    assertThat(inbox.messages().get(0).path("params").path("progressToken").asText())
        .isEqualTo("two");
  }

  @Test
  void givenClientThatCannotBeAskedThis_whenServerAsks_thenTheServerIsRefused() throws Exception {
    fake.handleRaw("tools/call", request -> {
      question(100, "sampling/createMessage");
      return Optional.empty();
    });
    start(bench);
    var answer = new SelfContainedClient(bench, Scope.all())
        .offering("{\"elicitation\":{}}")
        .later("tools/call", first(), MessageSink.NONE);

    await().until(() -> fake.answers().size() == 1);
    fake.answer(call(), "{\"content\":[],\"isError\":true}");

    assertThat(round(answer).result().path("isError").asBoolean()).isTrue();
    assertThat(fake.answers().get(0).path("error").path("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void givenServerThatWantsAnAddressOpened_whenCalled_thenTheClientIsAskedAndComesAgain()
      throws Exception {
    var opened = new AtomicBoolean();
    fake.handleRaw(
        "tools/call",
        request -> Optional.of(
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + request.get("id")
                + (opened.get()
                    ? ",\"result\":{\"content\":[]}}"
                    : ",\"error\":{\"code\":-32042,\"message\":\"open\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                        + "\"elicitationId\":\"e\",\"url\":\"https://x.example/\",\"message\":\"log in\"}]}}}")));
    start(bench);
    var able =
        new SelfContainedClient(bench, Scope.all()).offering("{\"elicitation\":{\"url\":{}}}");

    var unable = ask(first());
    JsonNode interim = ask(able, first(), MessageSink.NONE).result();
    opened.set(true);
    var done = ask(able, retry(interim, "{\"url1\":{\"action\":\"accept\"}}"), MessageSink.NONE);

    assertThat(unable.error()).isEqualTo(-32021);
    assertThat(unable
            .message()
            .path("error")
            .path("data")
            .path("requiredCapabilities")
            .toString())
        .isEqualTo("{\"elicitation\":{\"url\":{}}}");
    JsonNode question = interim.path("inputRequests").path("url1");
    assertThat(question.path("params").path("url").asText()).isEqualTo("https://x.example/");
    assertThat(question.path("params").has("elicitationId")).isFalse();
    assertThat(done.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(fake.received("tools/call").get(2).path("params").has("requestState"))
        .isFalse();
  }

  @Test
  void givenStateOfServer_whenWrapped_thenItComesBackToThatServerOnly() throws Exception {
    var rounds = new Rounds(bench.clock, new SequentialIds(), 1);
    ServerId alpha = ServerId.of("alpha");
    SelfContained request = request("{\"name\":\"x\"}");
    Rounds.Service asking = (message, call) -> call.carry(
        alpha,
        false,
        () -> upstream(
            "{\"resultType\":\"input_required\",\"inputRequests\":{},\"requestState\":\"s\\n1\"}"));

    var outcome = rounds.serve(ADA, Scope.all(), request, MessageSink.NONE, asking);
    JsonNode result = FakeServer.parse(
            new String(outcome.toMessage(request.id()).orElseThrow(), UTF_8))
        .path("result");
    assertThat(result.path("requestState").asText()).isNotEqualTo("s\n1");
    SelfContained second =
        request("{\"name\":\"x\",\"requestState\":" + result.path("requestState") + "}");

    var seen = new AtomicReference<String>();
    var same = rounds.serve(ADA, Scope.all(), second, MessageSink.NONE, (message, call) -> {
      seen.set(message.text(Member.REQUEST_STATE).orElseThrow());
      return call.carry(alpha, false, () -> upstream("{\"resultType\":\"complete\"}"));
    });
    var other = rounds.serve(
        ADA,
        Scope.all(),
        second,
        MessageSink.NONE,
        (message, call) ->
            call.carry(ServerId.of("beta"), false, () -> upstream("{\"never\":true}")));

    assertThat(seen).hasValue("s\n1");
    assertThat(same).isInstanceOf(Reply.Upstream.class);
    assertThat(other).isInstanceOf(Reply.Refusal.class);
  }

  private SelfContained request(String params) {
    ObjectNode message = client.request("tools/call", params);
    return SelfContained.read(Envelope.read(message.toString().getBytes(UTF_8)));
  }

  private static Reply upstream(String result) {
    return new Reply.Upstream(Envelope.read(
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}").getBytes(UTF_8)));
  }
}
