package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static io.mcpmanager.core.gateway.Interceptors.reacting;
import static io.mcpmanager.core.gateway.Interceptors.seeing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import io.mcpmanager.spi.GatewayInterceptor;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import io.mcpmanager.spi.Interest;
import io.mcpmanager.spi.Verdict;
import io.mcpmanager.testkit.LeakFree;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything but plain calls: what goes beside them, what is asked back, what nobody asked for, and lists. */
@LeakFree
final class HookedTrafficTest {

  private static final String SAMPLING = "{\"sampling\":{}}";

  private GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenProgress_whenItPasses_thenItIsSeenAndArrivesBeforeTheAnswer() throws Exception {
    var one = seeing("one");
    use(AccessPolicy.ALLOW_ALL, one, replacing("secret", "***"));
    var fake = new FakeServer().tools("echo");
    fake.handleRaw("tools/call", request -> {
      JsonNode token = request.at("/params/_meta/progressToken");
      for (int i = 1; i <= 3; i++) {
        fake.notify(
            "notifications/progress",
            "{\"progressToken\":" + token + ",\"progress\":" + i + ",\"message\":\"secret " + i
                + "\"}");
      }
      return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":{}}");
    });
    bench.start("s", fake);
    var related = new GatewayBench.Inbox();

    ask(
        bench.client(Scope.all()),
        request("1", "tools/call", "{\"name\":\"s__echo\",\"_meta\":{\"progressToken\":\"mine\"}}"),
        related);

    assertThat(one.seen())
        .containsExactly(
            ">? tools/call s echo",
            "<- notifications/progress s ",
            "<- notifications/progress s ",
            "<- notifications/progress s ",
            "<! tools/call s echo");
    assertThat(related.messages())
        .extracting(m ->
            m.at("/params/progressToken").asText() + m.at("/params/message").asText())
        .containsExactly("mine*** 1", "mine*** 2", "mine*** 3");
  }

  @Test
  void givenSlowInterceptorOfNotifications_whenOthersCall_thenTheyDoNotWait() throws Exception {
    var held = new CountDownLatch(1);
    var stuck = new CountDownLatch(1);
    use(AccessPolicy.ALLOW_ALL, reacting(Interest.EVERYTHING.kinds(Kind.NOTIFICATION), message -> {
      stuck.countDown();
      held.await();
      return Verdict.pass();
    }));
    var fake = new FakeServer().tools("echo").capability("logging");
    bench.start("s", fake);
    McpSession talkative = bench.client(Scope.server("s"));
    McpSession other = bench.client(Scope.all());
    var messages = new GatewayBench.Inbox();
    talkative.attach(messages);

    fake.notify("notifications/message", "{\"level\":\"error\",\"data\":\"x\"}");
    stuck.await();
    JsonNode answer = ask(other, call("1", "s__echo"));
    held.countDown();

    assertThat(answer.has("result")).isTrue();
    await().until(() -> messages.messages().size() == 1);
  }

  @Test
  void givenQuestionOfAServer_whenInterceptorsChangeBoth_thenBothSidesGetWhatTheyWrote()
      throws Exception {
    var one = seeing("one");
    use(AccessPolicy.ALLOW_ALL, one, replacing("secret", "***"));
    var answered = new CompletableFuture<JsonNode>();
    McpSession client = clientOfAskingServer(answered);
    var related = new GatewayBench.Inbox();

    var call = CompletableFuture.supplyAsync(() -> quietly(client, call("1", "s__ask"), related));
    await().until(() -> !related.messages().isEmpty());
    JsonNode question = related.messages().getFirst();
    client.handle(
        ("{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id")
                + ",\"result\":{\"model\":\"m\",\"text\":\"secret answer\"}}")
            .getBytes(UTF_8),
        MessageSink.NONE);

    assertThat(question.at("/params/prompt").asText()).isEqualTo("a *** question");
    assertThat(answered.get().at("/result/text").asText()).isEqualTo("*** answer");
    assertThat(call.get().has("result")).isTrue();
    assertThat(one.seen())
        .containsExactly(
            ">? tools/call s ask",
            "<? sampling/createMessage s ",
            ">! sampling/createMessage s ",
            "<! tools/call s ask");
  }

  @Test
  void givenQuestionThatIsRejected_whenServerAsks_thenServerIsRefusedAndClientNotAsked()
      throws Exception {
    use(
        AccessPolicy.ALLOW_ALL,
        reacting(
            Interest.EVERYTHING.methods("sampling/createMessage").kinds(Kind.REQUEST),
            message -> Verdict.reject(ErrorCode.ACCESS_DENIED, "no sampling here")));
    var answered = new CompletableFuture<JsonNode>();
    McpSession client = clientOfAskingServer(answered);
    var related = new GatewayBench.Inbox();

    JsonNode answer = ask(client, call("1", "s__ask"), related);

    assertThat(answered.get().at("/error/message").asText()).isEqualTo("no sampling here");
    assertThat(related.messages()).isEmpty();
    assertThat(answer.has("result")).isTrue();
  }

  @Test
  void givenClientWithoutSession_whenItsCallIsParked_thenEachMessageIsSeenOnce() throws Exception {
    var one = seeing("one");
    use(AccessPolicy.ALLOW_ALL, one);
    var answered = new CompletableFuture<JsonNode>();
    askingServer(answered);
    var client = new SelfContainedClient(bench, Scope.server("s")).offering(SAMPLING);

    var first = client.later("tools/call", "{\"name\":\"ask\",\"arguments\":{}}", MessageSink.NONE);
    await().until(() -> one.seen().size() == 2);
    await().until(() -> {
      bench.clock.advance(LongCall.TOGETHER);
      return first.isDone();
    });
    JsonNode asked = first.get().result();
    String key = asked.path("inputRequests").fieldNames().next();
    var second = client.ask(
        "tools/call",
        "{\"name\":\"ask\",\"arguments\":{},\"inputResponses\":{\"" + key
            + "\":{\"model\":\"m\"}},\"requestState\":" + asked.get("requestState") + "}");

    assertThat(second.result().path("done").asBoolean()).isTrue();
    assertThat(one.seen())
        .containsExactly(
            ">? tools/call s ask",
            "<? sampling/createMessage s ",
            ">! sampling/createMessage s ",
            "<! tools/call s ask");
  }

  @Test
  void givenAnswerOfAParkedCallThatIsRejected_whenItsClientComesAgain_thenItGetsTheError()
      throws Exception {
    use(
        AccessPolicy.ALLOW_ALL,
        reacting(
            Interest.EVERYTHING.methods("tools/call").kinds(Kind.ANSWER),
            message -> Verdict.reject(ErrorCode.ACCESS_DENIED, "not that")));
    askingServer(new CompletableFuture<>());
    var client = new SelfContainedClient(bench, Scope.server("s")).offering(SAMPLING);

    var first = client.later("tools/call", "{\"name\":\"ask\",\"arguments\":{}}", MessageSink.NONE);
    await().until(() -> {
      bench.clock.advance(LongCall.TOGETHER);
      return first.isDone();
    });
    JsonNode asked = first.get().result();
    String key = asked.path("inputRequests").fieldNames().next();
    var second = client.ask(
        "tools/call",
        "{\"name\":\"ask\",\"arguments\":{},\"inputResponses\":{\"" + key
            + "\":{\"model\":\"m\"}},\"requestState\":" + asked.get("requestState") + "}");

    assertThat(second.error()).isEqualTo(403);
  }

  @Test
  void givenNotificationOfAClient_whenInterceptorsLook_thenItIsSeenChangedOrKept()
      throws Exception {
    var seen = seeing("one");
    use(
        AccessPolicy.ALLOW_ALL,
        seen,
        reacting(
            Interest.EVERYTHING.directions(Direction.TO_SERVER).kinds(Kind.NOTIFICATION),
            message -> message.text("keep").isPresent()
                ? Verdict.reject(ErrorCode.ACCESS_DENIED, "kept")
                : Verdict.replace(Json.of("{\"seen\":true}"))));
    var fake = new FakeServer().tools("echo");
    bench.start("s", fake);
    McpSession client = bench.client(Scope.server("s"));

    notify(client, "notifications/vendor", "{\"keep\":\"this\"}");
    notify(client, "notifications/vendor", "{}");

    assertThat(fake.received("notifications/vendor"))
        .singleElement()
        .satisfies(m -> assertThat(m.at("/params/seen").asBoolean()).isTrue());
    assertThat(seen.seen())
        .containsExactly(">- notifications/vendor s ", ">- notifications/vendor s ");
  }

  @Test
  void givenSubscription_whenResourceChanges_thenEachClientsUpdateIsSeenWithItsClient()
      throws Exception {
    var one = seeing("one");
    use(AccessPolicy.ALLOW_ALL, one);
    var fake = new FakeServer()
        .resources("file:///a")
        .capability("resources", "{\"subscribe\":true,\"listChanged\":true}")
        .handle("resources/subscribe", params -> "{}");
    bench.start("s", fake);
    McpSession client = bench.client(Scope.all());
    var messages = new GatewayBench.Inbox();
    client.attach(messages);

    ask(client, request("1", "resources/subscribe", "{\"uri\":\"file:///a\"}"));
    fake.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"}");

    await().until(() -> messages.messages().size() == 1);
    assertThat(one.seen())
        .containsExactly(
            ">? resources/subscribe s file:///a",
            "<! resources/subscribe s file:///a",
            "<- notifications/resources/updated s file:///a");
  }

  @Test
  void givenDeniedResource_whenSubscribing_thenErrorAndNothingAtTheServer() throws Exception {
    use((context, target) -> target.kind() == Target.Kind.RESOURCE
        ? AccessPolicy.Decision.deny("no")
        : AccessPolicy.Decision.ALLOW);
    var fake = new FakeServer()
        .resources("file:///a")
        .capability("resources", "{\"subscribe\":true}")
        .handle("resources/subscribe", params -> "{}");
    bench.start("s", fake);

    JsonNode answer = ask(
        bench.client(Scope.all()), request("1", "resources/subscribe", "{\"uri\":\"file:///a\"}"));
    var listening = new GatewayBench.Inbox();
    var listen = new SelfContainedClient(bench, Scope.all())
        .ask(
            "subscriptions/listen",
            "{\"notifications\":{\"resourceSubscriptions\":[\"file:///a\"]}}",
            listening);

    assertThat(answer.at("/error/code").asInt()).isEqualTo(403);
    assertThat(listening.messages().getFirst().at("/params/notifications").size())
        .isZero();
    assertThat(listen.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(fake.received("resources/subscribe")).isEmpty();
  }

  @Test
  void givenListOfAllServers_whenInterceptorReplacesIt_thenClientGetsThat() throws Exception {
    var one = seeing("one");
    use(AccessPolicy.ALLOW_ALL, one, replacing("kept", "changed"));
    bench.start("s", new FakeServer().tools("echo"));

    JsonNode list = ask(bench.client(Scope.all()), request("1", "tools/list", "{}"));

    assertThat(list.at("/result/tools/0/vendor").asText()).isEqualTo("changed");
    assertThat(one.seen()).containsExactly(">? tools/list  ", "<! tools/list  ");
  }

  @Test
  void givenPolicyThatHides_whenToolsAreListed_thenThatPrincipalDoesNotSeeThem() throws Exception {
    use(new AccessPolicy() {
      @Override
      public Decision decide(CallContext context, Target target) {
        return Decision.ALLOW;
      }

      @Override
      public Predicate<Target> listed(CallContext context) {
        return context.principal().id().equals("user:bob") ? new ByName("echo") : ALL;
      }
    });
    bench.start("s", new FakeServer().tools("echo", "danger"));
    CallContext bob = new CallContext(
            new Principal("user:bob", Principal.Kind.USER), CallContext.DEFAULT_TENANT, "b")
        .withGrants(Grants.ALL);

    for (Scope scope : new Scope[] {Scope.all(), Scope.server("s")}) {
      try (var host = bench.gateway.connect(bob, scope, "bob's");
          var other = bench.gateway.connect(GatewayBench.ADA, scope, "ada's")) {
        assertThat(host.tools())
            .extracting(tool -> tool.name())
            .singleElement()
            .asString()
            .endsWith("echo");
        assertThat(other.tools()).hasSize(2);
      }
    }
    var modern = new SelfContainedClient(bench.gateway, bob, Scope.all());
    assertThat(modern.ask("tools/list", "{}").result().path("tools")).hasSize(1);
  }

  @Test
  void givenManyDenials_whenAMinuteIsOver_thenTheyAreToldOnceMoreWithTheirNumber()
      throws Exception {
    use((context, target) -> AccessPolicy.Decision.deny("no"));
    bench.start("s", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());

    for (int i = 0; i < 5; i++) {
      ask(client, call("1", "s__echo"));
    }
    bench.clock.advance(Denials.WINDOW);
    bench.clock.advance(Denials.WINDOW.multipliedBy(2));

    await().untilAsserted(() -> assertThat(bench.events)
        .filteredOn(EventData.AccessDenied.class::isInstance)
        .extracting(event -> ((EventData.AccessDenied) event).times())
        .containsExactly(1L, 4L));
  }

  @Test
  void givenPolicyOfMethods_whenOneServerIsAskedAnything_thenItIsAskedTheMethod() throws Exception {
    use((context, target) ->
        target.kind() == Target.Kind.METHOD && target.name().equals("vendor/thing")
            ? AccessPolicy.Decision.deny("no")
            : AccessPolicy.Decision.ALLOW);
    bench.start("s", new FakeServer().tools("echo").handle("vendor/thing", params -> "{}"));
    McpSession client = bench.client(Scope.server("s"));

    assertThat(ask(client, request("1", "vendor/thing", "{}")).at("/error/code").asInt())
        .isEqualTo(403);
    assertThat(ask(client, request("1", "tools/list", "{}")).has("result")).isTrue();
  }

  private record ByName(String name) implements Predicate<Target> {
    @Override
    public boolean test(Target target) {
      return target.name().equals(name);
    }
  }

  private void use(AccessPolicy policy, GatewayInterceptor... interceptors) {
    bench.close();
    bench = new GatewayBench(policy, interceptors);
  }

  private static GatewayInterceptor replacing(String what, String with) {
    return reacting(Interest.EVERYTHING, message -> {
      String payload = new String(message.payload(), UTF_8);
      return payload.contains(what)
          ? Verdict.replace(Json.of(payload.replace(what, with)))
          : Verdict.pass();
    });
  }

  private McpSession clientOfAskingServer(CompletableFuture<JsonNode> answered)
      throws InterruptedException {
    askingServer(answered);
    return bench.client(Scope.all(), "2025-11-25", SAMPLING);
  }

  /** A server whose tool asks its client for a sample, and ends when it has an answer. */
  private void askingServer(CompletableFuture<JsonNode> answered) {
    Server server = bench.start(definition("s"), new FakeServer().tools("ask"));
    bench.siblings(server, () -> {
      var asking = new FakeServer().tools("ask");
      asking.handleRaw("tools/call", request -> {
        Thread.ofVirtual().start(() -> {
          asking
              .channel()
              .deliver("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"sampling/createMessage\","
                  + "\"params\":{\"prompt\":\"a secret question\"}}");
          await().until(() -> !asking.answers().isEmpty());
          answered.complete(asking.answers().getFirst());
          asking.answer(request, "{\"done\":true}");
        });
        return Optional.empty();
      });
      return asking;
    });
  }

  private static void notify(McpSession client, String method, String params)
      throws InterruptedException {
    client.handle(
        ("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}")
            .getBytes(UTF_8),
        MessageSink.NONE);
  }

  private static JsonNode quietly(McpSession client, String message, MessageSink related) {
    try {
      return ask(client, message, related);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
