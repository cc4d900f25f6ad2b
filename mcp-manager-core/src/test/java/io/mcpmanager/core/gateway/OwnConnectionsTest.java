package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.GatewayOptions.Isolation;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class OwnConnectionsTest {

  private static final String REVISION = "2025-11-25";
  private static final String ASKABLE =
      "{\"sampling\":{},\"elicitation\":{},\"roots\":{\"listChanged\":true}}";

  private final GatewayBench bench = new GatewayBench();
  private final List<FakeServer> siblings = new CopyOnWriteArrayList<>();
  private final FakeServer shared = server();

  @AfterEach
  void close() {
    bench.close();
  }

  private static FakeServer server() {
    return new FakeServer()
        .tools("ask")
        .resources("file:///a")
        .capability("resources", "{\"subscribe\":true}")
        .capability("logging")
        .handle("resources/subscribe", params -> "{}")
        .handle("resources/unsubscribe", params -> "{}")
        .handle("logging/setLevel", params -> "{}");
  }

  private Server start(Isolation isolation, int maxIsolated) {
    Server server = bench.start(
        definition(
            "alpha", new GatewayOptions(true, null, 100).withIsolation(isolation, maxIsolated)),
        shared);
    bench.siblings(server, () -> {
      FakeServer sibling = server();
      siblings.add(sibling);
      return sibling;
    });
    return server;
  }

  private McpSession client(Scope scope) throws InterruptedException {
    return bench.client(scope, REVISION, ASKABLE);
  }

  private static CompletableFuture<JsonNode> later(
      McpSession session, String message, MessageSink related) {
    var answer = new CompletableFuture<JsonNode>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(session, message, related));
      } catch (InterruptedException | RuntimeException | AssertionError e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private static void send(McpSession session, String message) throws InterruptedException {
    Optional<byte[]> nothing = session.handle(message.getBytes(UTF_8), MessageSink.NONE);
    assertThat(nothing).isEmpty();
  }

  private static String answerTo(JsonNode question, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":" + result + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "server:alpha"})
  void givenClientThatCanBeAsked_whenItCalls_thenItsOwnInstanceAsksItAndNobodyElse(String scope)
      throws Exception {
    start(Isolation.AUTO, 16);
    boolean all = scope.equals("all");
    McpSession one = client(all ? Scope.all() : Scope.server("alpha"));
    McpSession other = client(all ? Scope.all() : Scope.server("alpha"));
    var inboxes = List.of(new GatewayBench.Inbox(), new GatewayBench.Inbox());
    String tool = all ? "alpha__ask" : "ask";
    ask(one, call("0", tool));
    ask(other, call("0", tool));
    siblings.forEach(sibling -> sibling.silent("tools/call"));
    var answers = List.of(
        later(one, call("1", tool), inboxes.get(0)), later(other, call("1", tool), inboxes.get(1)));
    await().until(() -> siblings.stream().allMatch(s -> s.received("tools/call").size() == 2));

    for (int i = 0; i < 2; i++) {
      siblings
          .get(i)
          .channel()
          .deliver("{\"jsonrpc\":\"2.0\",\"id\":1,"
              + "\"method\":\"sampling/createMessage\",\"params\":{\"for\":" + i + "}}");
    }
    await().until(() -> inboxes.stream().allMatch(inbox -> inbox.messages().size() == 1));
    send(other, answerTo(inboxes.get(1).messages().getFirst(), "{\"from\":1}"));
    send(one, answerTo(inboxes.get(0).messages().getFirst(), "{\"from\":0}"));
    await().until(() -> siblings.stream().allMatch(s -> s.answers().size() == 1));

    assertThat(shared.received("tools/call")).isEmpty();
    assertThat(shared
            .received("initialize")
            .getFirst()
            .path("params")
            .path("capabilities")
            .size())
        .isZero();
    for (int i = 0; i < 2; i++) {
      FakeServer sibling = siblings.get(i);
      assertThat(sibling
              .received("initialize")
              .getFirst()
              .path("params")
              .path("capabilities")
              .toString())
          .isEqualTo(ASKABLE);
      assertThat(inboxes.get(i).messages().getFirst().path("params").path("for").asInt())
          .isEqualTo(i);
      assertThat(sibling.answers().getFirst().path("result").path("from").asInt())
          .isEqualTo(i);
      sibling.answer(sibling.received("tools/call").get(1), "{\"content\":[]}");
      assertThat(answers.get(i).get(10, TimeUnit.SECONDS).has("result")).isTrue();
    }
  }

  @Test
  void givenClientThatCanNotBeAsked_whenItCalls_thenItSharesTheConnection() throws Exception {
    start(Isolation.AUTO, 16);

    ask(bench.client(Scope.all()), call("1", "alpha__ask"));

    assertThat(siblings).isEmpty();
    assertThat(shared.received("tools/call")).hasSize(1);
  }

  @Test
  void givenSharedIsolation_whenCalled_thenOneConnectionServesAllAndNobodyIsAsked()
      throws Exception {
    start(Isolation.SHARED, 16);
    McpSession client = client(Scope.all());
    shared.silent("tools/call");
    var inbox = new GatewayBench.Inbox();
    var answer = later(client, call("1", "alpha__ask"), inbox);
    await().until(() -> !shared.received("tools/call").isEmpty());

    shared.channel().deliver("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}");
    await().until(() -> !shared.answers().isEmpty());
    shared.answer(shared.received("tools/call").getFirst(), "{}");

    assertThat(answer.get(10, TimeUnit.SECONDS).has("result")).isTrue();
    assertThat(shared.answers().getFirst().path("error").path("code").asInt()).isEqualTo(-32601);
    assertThat(inbox.messages()).isEmpty();
    assertThat(siblings).isEmpty();
  }

  @Test
  void givenSessionIsolation_whenAnyClientCalls_thenEachHasItsOwn() throws Exception {
    start(Isolation.SESSION, 16);

    ask(bench.client(Scope.all()), call("1", "alpha__ask"));
    McpSession second = bench.client(Scope.server("alpha"), "2024-11-05");
    ask(second, call("1", "ask"));
    ask(second, call("2", "ask"));

    assertThat(siblings).hasSize(2);
    assertThat(siblings.get(1).received("tools/call")).hasSize(2);
    assertThat(shared.received("tools/call")).isEmpty();
  }

  @Test
  void givenAsManyAsAllowedInUse_whenOneMoreClientCalls_thenItIsToldAndMayWhenOneHasGone()
      throws Exception {
    start(Isolation.AUTO, 1);
    McpSession first = client(Scope.all());
    ask(first, call("1", "alpha__ask"));
    siblings.getFirst().silent("tools/call");
    var busy = later(first, call("2", "alpha__ask"), MessageSink.NONE);
    await().until(() -> siblings.getFirst().received("tools/call").size() == 2);
    McpSession second = client(Scope.all());

    JsonNode refused = ask(second, call("1", "alpha__ask")).path("result");
    first.close();
    JsonNode served = ask(second, call("2", "alpha__ask")).path("result");

    assertThat(refused.path("isError").asBoolean()).isTrue();
    assertThat(refused.path("content").path(0).path("text").asText())
        .contains("alpha", "gateway.maxIsolated", "in use");
    assertThat(served.path("content").path(0).path("text").asText()).isEqualTo("ask");
    assertThat(bench.siblings).hasValue(1);
    await().until(busy::isDone);
  }

  @Test
  void givenAsManyAsAllowed_whenOneMoreClientCalls_thenTheOneIdleForLongestMakesRoom()
      throws Exception {
    start(Isolation.AUTO, 3);
    McpSession holding = client(Scope.server("alpha"));
    ask(holding, request("1", "resources/subscribe", "{\"uri\":\"file:///a\"}"));
    McpSession oldest = client(Scope.all());
    McpSession newest = client(Scope.all());
    for (McpSession session : List.of(oldest, newest)) {
      bench.clock.advance(Duration.ofSeconds(1));
      ask(session, call("1", "alpha__ask"));
    }

    JsonNode served = ask(client(Scope.all()), call("1", "alpha__ask")).path("result");

    assertThat(served.path("isError").asBoolean()).isFalse();
    assertThat(bench.siblings).hasValue(3);
    assertThat(siblings).hasSize(4);
    ask(newest, call("2", "alpha__ask"));
    assertThat(siblings.get(2).received("tools/call")).hasSize(2);
    ask(oldest, call("2", "alpha__ask"));
    assertThat(siblings).hasSize(5);
    assertThat(siblings.getFirst().received("resources/unsubscribe")).isEmpty();
  }

  @Test
  void givenOwnInstance_whenSessionEndsOrIsIdle_thenItEnds() throws Exception {
    start(Isolation.AUTO, 16);
    McpSession left = client(Scope.all());
    ask(left, call("1", "alpha__ask"));
    McpSession idle = client(Scope.all());
    ask(idle, call("1", "alpha__ask"));
    McpSession busy = client(Scope.all());
    ask(busy, call("1", "alpha__ask"));
    siblings.get(2).silent("tools/call");
    var answer = later(busy, call("2", "alpha__ask"), MessageSink.NONE);
    await().until(() -> siblings.get(2).received("tools/call").size() == 2);
    assertThat(bench.siblings).hasValue(3);

    left.close();
    assertThat(bench.siblings).hasValue(2);
    bench.clock.advance(Duration.ofMinutes(4));
    siblings
        .get(2)
        .channel()
        .deliver(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}"); // its time stands still
    bench.clock.advance(Duration.ofMinutes(8));

    assertThat(bench.siblings).hasValue(1);
    assertThat(answer).isNotDone();
    busy.close();
    assertThat(bench.siblings).hasValue(0);
  }

  @Test
  void givenOwnInstanceThatDies_whenCalledAgain_thenThereIsAnother() throws Exception {
    start(Isolation.AUTO, 16);
    McpSession client = client(Scope.all());
    ask(client, call("1", "alpha__ask"));

    siblings.getFirst().channel().breakOff("it crashed");
    JsonNode again = ask(client, call("2", "alpha__ask")).path("result");

    assertThat(again.path("content").path(0).path("text").asText()).isEqualTo("ask");
    assertThat(siblings).hasSize(2);
    assertThat(bench.siblings).hasValue(1);
  }

  @Test
  void givenLaunchThatFails_whenCalled_thenTheClientHearsWhyAndMayTryAgain() throws Exception {
    Server server = start(Isolation.AUTO, 1);
    var launches = bench.lives.get(server.id()).siblings;
    bench.lives.get(server.id()).siblings = life -> {
      throw new McpManagerException(ErrorCode.LAUNCH_FAILED, "no memory");
    };
    McpSession client = client(Scope.all());

    JsonNode failed = ask(client, call("1", "alpha__ask")).path("result");
    bench.lives.get(server.id()).siblings = launches;
    JsonNode served = ask(client, call("2", "alpha__ask")).path("result");

    assertThat(failed.path("content").path(0).path("text").asText()).contains("alpha", "no memory");
    assertThat(served.has("isError")).isFalse();
  }

  @Test
  void givenRestartedServer_whenCalled_thenTheInstanceIsOfItsNewLife() throws Exception {
    Server server = start(Isolation.AUTO, 1);
    McpSession client = client(Scope.all());
    ask(client, call("1", "alpha__ask"));
    FakeServer reborn = server();
    bench.stop(server);
    Server again = bench.start(server.definition(), reborn);
    bench.siblings(again, () -> {
      FakeServer sibling = server();
      siblings.add(sibling);
      return sibling;
    });

    ask(client, call("2", "alpha__ask"));

    assertThat(siblings).hasSize(2);
    assertThat(bench.siblings).hasValue(1);
  }

  @Test
  void givenOwnInstance_whenItAsksOutsideACall_thenTheSessionIsAsked() throws Exception {
    start(Isolation.AUTO, 16);
    McpSession client = client(Scope.all());
    var inbox = new GatewayBench.Inbox();
    client.attach(inbox);
    ask(client, call("1", "alpha__ask"));

    siblings
        .getFirst()
        .channel()
        .deliver("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}");
    await().until(() -> inbox.methods().contains("roots/list"));
    send(client, answerTo(inbox.messages().getFirst(), "{\"roots\":[]}"));

    await().until(() -> !siblings.getFirst().answers().isEmpty());
    assertThat(siblings.getFirst().answers().getFirst().path("result").has("roots"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "server:alpha"})
  void givenRootsThatChange_whenTold_thenOnlyTheClientsOwnInstanceHearsIt(String scope)
      throws Exception {
    start(Isolation.AUTO, 16);
    boolean all = scope.equals("all");
    McpSession client = client(all ? Scope.all() : Scope.server("alpha"));
    String changed = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}";

    send(client, changed);
    ask(client, call("1", all ? "alpha__ask" : "ask"));
    ask(client(Scope.all()), call("1", "alpha__ask"));
    send(client, changed);

    assertThat(shared.received("notifications/roots/list_changed")).isEmpty();
    assertThat(siblings.get(0).received("notifications/roots/list_changed")).hasSize(1);
    assertThat(siblings.get(1).received("notifications/roots/list_changed")).isEmpty();
  }

  @Test
  void givenLevel_whenOwnInstanceLogs_thenOnlyItsClientHears() throws Exception {
    start(Isolation.AUTO, 16);
    McpSession client = client(Scope.all());
    McpSession other = bench.client(Scope.all());
    for (McpSession session : List.of(client, other)) {
      ask(session, request("9", "logging/setLevel", "{\"level\":\"info\"}"));
    }
    var mine = new GatewayBench.Inbox();
    var others = new GatewayBench.Inbox();
    client.attach(mine);
    other.attach(others);
    ask(client, call("1", "alpha__ask"));
    ask(client, request("8", "logging/setLevel", "{\"level\":\"debug\"}"));
    FakeServer sibling = siblings.getFirst();
    await().until(() -> sibling.received("logging/setLevel").size() == 2);

    sibling.notify("notifications/message", "{\"level\":\"debug\",\"data\":\"hello\"}");

    assertThat(mine.methods()).containsExactly("notifications/message");
    assertThat(others.messages()).isEmpty();
    assertThat(bench.logs).anyMatch(line -> line.contains("hello"));
  }

  @Test
  void givenOwnInstance_whenItSaysMore_thenItsClientHearsWhatConcernsIt() throws Exception {
    start(Isolation.AUTO, 16);
    McpSession one = client(Scope.server("alpha"));
    McpSession all = client(Scope.all());
    var inbox = new GatewayBench.Inbox();
    var inboxOfAll = new GatewayBench.Inbox();
    one.attach(inbox);
    all.attach(inboxOfAll);
    ask(one, call("1", "ask"));
    ask(all, call("1", "alpha__ask"));

    for (FakeServer sibling : siblings) {
      sibling.notify("notifications/elicitation/complete", "{\"elicitationId\":\"e\"}");
      sibling.notify("notifications/tools/list_changed", "{}");
      sibling.channel().deliver("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
    }

    assertThat(inbox.methods())
        .containsExactly("notifications/elicitation/complete", "notifications/tools/list_changed");
    assertThat(inboxOfAll.methods()).containsExactly("notifications/elicitation/complete");
    assertThat(bench.logs).anyMatch(line -> line.contains("never sent"));
  }

  @Test
  void givenSubscriptionOfOwnInstance_whenItIsUpdatedAndRestarted_thenTheClientHears()
      throws Exception {
    Server server = start(Isolation.AUTO, 16);
    McpSession client = client(Scope.server("alpha"));
    var inbox = new GatewayBench.Inbox();
    client.attach(inbox);

    JsonNode answer = ask(client, request("1", "resources/subscribe", "{\"uri\":\"file:///a\"}"));
    siblings.getFirst().notify("notifications/resources/updated", "{\"uri\":\"file:///a\"}");
    shared.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"}");
    bench.clock.advance(Duration.ofMinutes(20)); // subscriptions hold the instance
    assertThat(bench.siblings).hasValue(1);
    siblings.getFirst().channel().breakOff("it crashed");
    ask(client, call("2", "ask"));
    await().until(() -> siblings.get(1).received("resources/subscribe").size() == 1);

    assertThat(answer.path("result").isObject()).isTrue();
    assertThat(inbox.methods()).containsOnlyOnce("notifications/resources/updated");
    assertThat(shared.received("resources/subscribe")).isEmpty();
    client.close();
    assertThat(bench.siblings).hasValue(0);
    assertThat(server.name()).isEqualTo("alpha");
  }

  @Test
  void givenBorrowedInstance_whenACallIsNotAnswered_thenItIsNotLentAgain() throws Exception {
    Server server = start(Isolation.AUTO, 16);
    bench.siblings(server, () -> {
      FakeServer sibling = server();
      if (siblings.isEmpty()) {
        sibling.silent("tools/call");
      }
      siblings.add(sibling);
      return sibling;
    });
    Thread leaving = Thread.ofVirtual().start(() -> {
      try {
        var ignored = exchange("1");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    await()
        .until(() ->
            siblings.size() == 1 && siblings.getFirst().received("tools/call").size() == 1);

    leaving.interrupt();
    leaving.join();
    await().until(() -> bench.siblings.get() == 0);
    String answer = exchange("2");
    String again = exchange("3");

    assertThat(answer).contains("\"id\":2").contains("ask");
    assertThat(again).contains("\"id\":3");
    assertThat(siblings).hasSize(2);
    assertThat(siblings.get(1).received("tools/call")).hasSize(2);
  }

  private String exchange(String id) throws InterruptedException {
    String message = "{\"jsonrpc\":\"2.0\",\"id\":" + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"ask\",\"arguments\":{},\"_meta\":{"
        + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        + "\"io.modelcontextprotocol/clientCapabilities\":{\"sampling\":{}}}}}";
    ExchangeAnswer answer = bench.gateway.exchange(
        GatewayBench.ADA, Scope.server("alpha"), message.getBytes(UTF_8), null, MessageSink.NONE);
    return new String(Objects.requireNonNull(answer.message()), UTF_8);
  }
}
