package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static io.mcpmanager.core.gateway.Interceptors.reacting;
import static io.mcpmanager.core.gateway.Interceptors.seeing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage.Kind;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.Verdict;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class HookedCallsTest {

  private static final Interest CALLS = Interest.EVERYTHING.methods("tools/call");

  private GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenTwoInterceptors_whenToolIsCalled_thenEachSeesRequestAndAnswerOnceInOrder()
      throws Exception {
    var seen = new CopyOnWriteArrayList<String>();
    McpSession client = connect(seeing("one", seen), reacting(CALLS, message -> {
      seen.add("two " + message.kind());
      return Verdict.pass();
    }));

    JsonNode answer = ask(client, call("1", "s__echo"));

    assertThat(answer.at("/result/content/0/text").asText()).isEqualTo("echo");
    assertThat(seen)
        .containsExactly(
            ">? tools/call s echo", "two REQUEST", "two ANSWER", "<! tools/call s echo");
  }

  @Test
  void givenInterceptor_whenItLooks_thenItSeesWhoAsksForWhat() throws Exception {
    var seen = new CopyOnWriteArrayList<String>();
    McpSession client = connect(reacting(CALLS.kinds(Kind.REQUEST), message -> {
      seen.add(message.context().principal().id());
      seen.add(message.client().name() + " " + message.client().protocolRevision());
      seen.add(message.client().scope().text());
      seen.add(message.text("arguments", "a").orElse("?"));
      seen.add(message.json("arguments").orElseThrow().text());
      seen.add(message.size() + " " + message.payload().length);
      seen.add(message.text("nothing").orElse("?"));
      return Verdict.pass();
    }));

    ask(
        client,
        request("1", "tools/call", "{\"name\":\"s__echo\",\"arguments\":{\"a\":\"x\\n\"}}"));

    assertThat(seen)
        .containsExactly(
            "system", "tester 2025-11-25", "all", "x\n", "{\"a\":\"x\\n\"}", "42 42", "?");
  }

  @Test
  void givenInterceptorThatReplaces_whenToolIsCalled_thenBothSidesGetWhatItWrote()
      throws Exception {
    var fake = new FakeServer().tools("echo");
    McpSession client = connect(
        fake,
        reacting(
            CALLS,
            message -> Verdict.replace(
                Json.of(new String(message.payload(), UTF_8).replace("secret", "***")))));
    fake.handle("tools/call", params -> "{\"content\":[],\"said\":\"a secret\"}");

    JsonNode answer = ask(
        client,
        request("1", "tools/call", "{\"name\":\"s__echo\",\"arguments\":{\"a\":\"my secret\"}}"));

    JsonNode params = fake.received("tools/call").getFirst().path("params");
    assertThat(params.path("name").asText()).isEqualTo("echo");
    assertThat(params.at("/arguments/a").asText()).isEqualTo("my ***");
    assertThat(answer.at("/result/said").asText()).isEqualTo("a ***");
  }

  @Test
  void givenInterceptorThatRejectsRequest_whenToolIsCalled_thenErrorAndNoCall() throws Exception {
    var fake = new FakeServer().tools("echo");
    McpSession client = connect(
        fake,
        reacting(
            CALLS.kinds(Kind.REQUEST),
            message -> Verdict.reject(ErrorCode.VALIDATION_FAILED, "no such argument")));

    JsonNode error = ask(client, call("1", "s__echo")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.path("message").asText()).isEqualTo("no such argument");
    assertThat(error.at("/data/code").asText()).isEqualTo("VALIDATION_FAILED");
    assertThat(fake.received("tools/call")).isEmpty();
    assertThat(outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void givenInterceptorThatRejectsAnswer_whenToolIsCalled_thenErrorInItsPlace() throws Exception {
    McpSession client = connect(reacting(
        CALLS.kinds(Kind.ANSWER), message -> Verdict.reject(ErrorCode.TOO_LARGE, "too much")));

    JsonNode error = ask(client, call("1", "s__echo")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32603);
    assertThat(error.at("/data/code").asText()).isEqualTo("TOO_LARGE");
    assertThat(outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void givenInterceptorThatRejects_whenHostCalls_thenExceptionHasItsCode() {
    connectAs(reacting(CALLS, message -> Verdict.reject(ErrorCode.ACCESS_DENIED, "not you")));

    try (var host = bench.gateway.connect()) {
      assertThatThrownBy(() -> host.call("s__echo", "{}"))
          .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
              .isEqualTo(ErrorCode.ACCESS_DENIED))
          .hasMessage("not you");
    }
  }

  @Test
  void givenErrorOfAServer_whenItPasses_thenInterceptorsSeeAndMayReplaceIt() throws Exception {
    var fake = new FakeServer().tools("echo");
    McpSession client = connect(
        fake,
        reacting(
            CALLS.kinds(Kind.ANSWER),
            message -> Verdict.replace(Json.of(
                "{\"code\":" + message.json("code").orElseThrow() + ",\"message\":\"hidden\"}"))));
    fake.handleRaw(
        "tools/call",
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
            + ",\"error\":{\"code\":-7,\"message\":\"token abc\"}}"));

    JsonNode error = ask(client, call("1", "s__echo")).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-7);
    assertThat(error.path("message").asText()).isEqualTo("hidden");
  }

  @Test
  void givenInterceptorThatThrows_whenToolIsCalled_thenOnlyThatCallIsRefused() throws Exception {
    McpSession client = connect(reacting(CALLS, message -> {
      if (message.json("arguments", "bad").isPresent()) {
        throw new IllegalStateException("quotes the payload");
      }
      return Verdict.pass();
    }));

    JsonNode bad =
        ask(client, request("1", "tools/call", "{\"name\":\"s__echo\",\"arguments\":{\"bad\":1}}"));
    JsonNode good = ask(client, call("2", "s__echo"));

    assertThat(bad.at("/error/code").asInt()).isEqualTo(-32603);
    assertThat(bad.at("/error/message").asText()).contains("'test'").doesNotContain("quotes");
    assertThat(good.has("result")).isTrue();
  }

  @Test
  void givenInterceptorThatChangesWhatWasDecidedBy_whenToolIsCalled_thenItIsRefused()
      throws Exception {
    var fake = new FakeServer().tools("echo", "other");
    McpSession client =
        connect(fake, reacting(CALLS, message -> Verdict.replace(Json.of("{\"name\":\"other\"}"))));

    JsonNode answer = ask(client, call("1", "s__echo"));

    assertThat(answer.at("/error/message").asText()).contains("failed");
    assertThat(fake.received("tools/call")).isEmpty();
  }

  @Test
  void givenInterceptorThatWritesNoJson_whenToolIsCalled_thenItIsRefused() throws Exception {
    for (String payload : new String[] {"{", "7", "[]", ""}) {
      bench.close();
      bench = new GatewayBench();
      McpSession client = connect(reacting(CALLS, m -> Verdict.replace(Json.of(payload))));

      assertThat(ask(client, call("1", "s__echo")).at("/error/code").asInt()).isEqualTo(-32603);
    }
  }

  @Test
  void givenInterceptorThatHangs_whenTheTimeOfTheCallIsOver_thenItIsInterruptedAndOthersGoOn()
      throws Exception {
    var stuck = new CountDownLatch(1);
    var ended = new AtomicReference<String>("");
    McpSession client = connect(reacting(CALLS.kinds(Kind.REQUEST), message -> {
      if (message.json("arguments", "slow").isPresent()) {
        stuck.countDown();
        try {
          new CountDownLatch(1).await();
        } finally {
          ended.set("interrupted");
        }
      }
      return Verdict.pass();
    }));
    McpSession other = bench.client(Scope.all());

    var slow = CompletableFuture.supplyAsync(() -> quietly(
        client, request("1", "tools/call", "{\"name\":\"s__echo\",\"arguments\":{\"slow\":1}}")));
    stuck.await();
    JsonNode quick = ask(other, call("1", "s__echo"));
    bench.clock.advance(Duration.ofMinutes(6));

    assertThat(quick.has("result")).isTrue();
    assertThat(slow.get().at("/error/data/code").asText()).isEqualTo("TIMEOUT");
    assertThat(slow.get().at("/error/message").asText()).contains("'test'", "300000 ms");
    assertThat(ended).hasValue("interrupted");
  }

  @Test
  void givenPolicy_whenItDenies_thenErrorEventAndRecord() throws Exception {
    var fake = new FakeServer().tools("echo", "other");
    bench = new GatewayBench((context, target) ->
        target.name().equals("echo") && target.kind() == AccessPolicy.Target.Kind.TOOL
            ? AccessPolicy.Decision.deny("not for " + context.principal().id())
            : AccessPolicy.Decision.ALLOW);
    bench.start("s", fake);
    McpSession client = bench.client(Scope.all());

    JsonNode denied = ask(client, call("1", "s__echo"));
    JsonNode allowed = ask(client, call("2", "s__other"));

    assertThat(denied.at("/error/code").asInt()).isEqualTo(403);
    assertThat(denied.at("/error/message").asText()).isEqualTo("not for system");
    assertThat(denied.at("/error/data/code").asText()).isEqualTo("ACCESS_DENIED");
    assertThat(allowed.has("result")).isTrue();
    assertThat(fake.received("tools/call")).hasSize(1);
    assertThat(bench.gateway.calls().latest(GatewayBench.ADA, null, 9))
        .extracting(record -> record.outcome())
        .containsExactly(Outcome.SUCCEEDED, Outcome.DENIED);
    assertThat(bench.events)
        .filteredOn(EventData.AccessDenied.class::isInstance)
        .singleElement()
        .hasToString(
            "AccessDenied[session=id00000001, client=tester, method=tools/call, target=echo, reason=not for"
                + " system, times=1]");
  }

  @Test
  void givenPolicyThatThrows_whenToolIsCalled_thenItIsDenied() throws Exception {
    bench = new GatewayBench((context, target) -> {
      throw new IllegalStateException("rules are broken");
    });
    bench.start("s", new FakeServer().tools("echo"));

    JsonNode answer = ask(bench.client(Scope.all()), call("1", "s__echo"));

    assertThat(answer.at("/error/code").asInt()).isEqualTo(403);
    assertThat(answer.at("/error/message").asText()).doesNotContain("broken");
  }

  @Test
  void givenNoSessionClient_whenInterceptorRejectsOrPolicyDenies_thenSameErrors() throws Exception {
    connectAs(reacting(CALLS, m -> Verdict.reject(ErrorCode.ACCESS_DENIED, "not you")));
    var client = new SelfContainedClient(bench, Scope.server("s"));

    var answer = client.call("echo");

    assertThat(answer.error()).isEqualTo(403);
    assertThat(answer.message().at("/error/data/code").asText()).isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenLimitOfResults_whenOneIsLonger_thenTheErrorNamesBothSizes() throws Exception {
    var fake = new FakeServer().tools("echo");
    fake.handle(
        "tools/call",
        params -> "{\"content\":[],\"x\":\""
            + "y".repeat(params.path("arguments").path("n").asInt()) + "\"}");
    bench.start(
        GatewayBench.definition("s", GatewayOptions.DEFAULT.withMaxResultBytes(1024)), fake);
    McpSession client = bench.client(Scope.all());
    int around = "{\"content\":[],\"x\":\"\"}".length();

    JsonNode whole = ask(client, callWith(1024 - around));
    JsonNode tooLong = ask(client, callWith(1025 - around));

    assertThat(whole.has("result")).isTrue();
    assertThat(tooLong.at("/error/data/code").asText()).isEqualTo("TOO_LARGE");
    assertThat(tooLong.at("/error/message").asText())
        .contains("'s'", "1025", "gateway.maxResultBytes", "1024");
    assertThat(outcome()).isEqualTo(Outcome.DENIED);
  }

  private static String callWith(int n) {
    return request("1", "tools/call", "{\"name\":\"s__echo\",\"arguments\":{\"n\":" + n + "}}");
  }

  private McpSession connect(GatewayInterceptor... interceptors) throws InterruptedException {
    return connect(new FakeServer().tools("echo"), interceptors);
  }

  private McpSession connect(FakeServer fake, GatewayInterceptor... interceptors)
      throws InterruptedException {
    bench = new GatewayBench(AccessPolicy.ALLOW_ALL, interceptors);
    bench.start("s", fake);
    return bench.client(Scope.all());
  }

  private void connectAs(GatewayInterceptor interceptor) {
    bench = new GatewayBench(AccessPolicy.ALLOW_ALL, interceptor);
    bench.start("s", new FakeServer().tools("echo"));
  }

  private Outcome outcome() {
    return bench.gateway.calls().latest(GatewayBench.ADA, null, 1).getFirst().outcome();
  }

  private static JsonNode quietly(McpSession client, String message) {
    try {
      return ask(client, message);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
