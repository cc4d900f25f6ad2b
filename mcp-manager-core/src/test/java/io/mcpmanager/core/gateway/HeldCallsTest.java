package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ADA;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.policy.Approvals;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.policy.ToolRule;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.policy.ToolPolicing;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeldCallsTest {

  private static final String ARGUMENTS = "{\"path\":\"/a\",\"n\":1,\"deep\":{\"x\":[1,2]}}";
  private static final CallContext BOB = new CallContext(
      new Principal("user:bob", Principal.Kind.USER), "default", "bob", Grants.ALL, "");

  private final ManualClock clock = new ManualClock();
  private final InMemoryStore store = new InMemoryStore();
  private final EventLog log = new EventLog(store, clock, new SequentialIds());
  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final ToolPolicing policing = new ToolPolicing(
      store,
      log,
      new Authorizer(this::record),
      clock,
      new SequentialIds(),
      (tenant, text) -> text.replace("s3cret", "***"),
      tenant -> {});
  private final Approvals approvals = policing.approvals();
  private final GatewayBench bench = new GatewayBench(policing);
  private final FakeServer fake = new FakeServer();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger ids = new AtomicInteger();

  private void record(
      CallContext context,
      String action,
      String thing,
      AuditResult result,
      Map<String, String> details) {
    trail.add(context.principal().id() + " " + action + " " + thing + " " + result + " "
        + details.getOrDefault("via", ""));
  }

  @BeforeEach
  void start() {
    policing
        .policies()
        .replace(ADA, ToolPolicy.DEFAULT.withRules(List.of(ToolRule.of(Effect.ASK, "s", "write"))));
    fake.toolsAs("{\"name\":\"write\",\"description\":\"a\"}", "{\"name\":\"read\"}");
    bench.start("s", fake);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    bench.close();
  }

  private McpSession client() throws InterruptedException {
    return bench.client(Scope.server("s"));
  }

  /** Makes a call that may take its time. */
  private CompletableFuture<JsonNode> call(McpSession session, String arguments) {
    return call(session, ADA, arguments);
  }

  private CompletableFuture<JsonNode> call(
      McpSession session, CallContext context, String arguments) {
    String message = request(
        Integer.toString(ids.incrementAndGet()),
        "tools/call",
        "{\"name\":\"write\",\"arguments\":" + arguments + "}");
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return session
                .handle(context, message.getBytes(UTF_8), MessageSink.NONE)
                .map(answer -> FakeServer.parse(new String(answer, UTF_8)))
                .orElseGet(() -> FakeServer.parse("{\"none\":true}"));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }

  private HeldCall onlyHeld() {
    await().until(() -> approvals.held(ADA).size() == 1);
    return approvals.held(ADA).getFirst();
  }

  /** A call whose client has given up waiting, so that it is approved for when it comes again. */
  private HeldCall left(McpSession session, String arguments) throws InterruptedException {
    CompletableFuture<JsonNode> waiting = call(session, arguments);
    HeldCall held = onlyHeld();
    cancel(session, ids.get());
    waiting.join();
    await().until(() -> !onlyHeld().waited());
    return held;
  }

  private List<JsonNode> made() {
    return fake.received("tools/call");
  }

  private static String code(JsonNode answer) {
    return answer.at("/error/data/code").asText();
  }

  private static void cancel(McpSession session, int id) throws InterruptedException {
    Optional<byte[]> ignored = session.handle(
        ADA,
        ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                + id + "}}")
            .getBytes(UTF_8),
        MessageSink.NONE);
  }

  @Test
  void givenARuleThatAsks_whenTheCallIsApproved_thenItGoesOnOnce() throws Exception {
    McpSession session = client();
    CompletableFuture<JsonNode> answer = call(session, ARGUMENTS);
    HeldCall held = onlyHeld();
    assertThat(made()).isEmpty();
    assertThat(held.arguments()).isEqualTo("{\"deep\":{\"x\":[1,2]},\"n\":1,\"path\":\"/a\"}");
    assertThat(held.reason()).contains("rule-1");
    assertThat(held.waited()).isTrue();

    approvals.approve(ADA, held.id());

    assertThat(answer.join().has("result")).isTrue();
    assertThat(made()).hasSize(1);
    assertThat(approvals.held(ADA)).isEmpty();
    assertThat(trail).contains("system held.approve tool:s/write DONE api");
    assertThat(log.after(ADA, EventFilter.ALL, 0, 100).events())
        .extracting(event -> event.data().getClass().getSimpleName())
        .contains("CallHeld", "CallDecided");
    CompletableFuture<JsonNode> again = call(session, ARGUMENTS);
    assertThat(onlyHeld().id()).isNotEqualTo(held.id());
    approvals.deny(ADA, onlyHeld().id(), "not twice");
    assertThat(code(again.join())).isEqualTo("ACCESS_DENIED");
    assertThat(again.join().at("/error/message").asText()).endsWith(": not twice");
    assertThat(made()).hasSize(1);
  }

  @Test
  void givenASecretInTheArguments_whenTheCallIsHeld_thenItIsNotShownAndTheServerStillGetsIt()
      throws Exception {
    CompletableFuture<JsonNode> call = call(client(), "{\"path\":\"a\",\"token\":\"s3cret\"}");

    HeldCall held = onlyHeld();
    approvals.approve(ADA, held.id());

    assertThat(held.arguments()).isEqualTo("{\"path\":\"a\",\"token\":\"***\"}");
    assertThat(call.join().has("result")).isTrue();
    assertThat(made().getFirst().at("/params/arguments/token").asText()).isEqualTo("s3cret");
  }

  @Test
  void givenAClientThatLeft_whenTheCallIsApproved_thenTheSameCallMayBeMadeOnceInAnyOrder()
      throws Exception {
    McpSession session = client();
    HeldCall held = left(session, ARGUMENTS);
    approvals.approve(ADA, held.id());

    JsonNode again = call(
            session, "{ \"deep\": {\"x\":[1, 2]}, \"p\\u0061th\":\"\\u002Fa\", \"n\":1}")
        .join();

    assertThat(again.has("result")).isTrue();
    assertThat(made()).hasSize(1);
    CompletableFuture<JsonNode> third = call(session, ARGUMENTS);
    assertThat(onlyHeld().id()).isNotEqualTo(held.id());
    cancel(session, ids.get());
    third.join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\":\"/b\",\"n\":1,\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/a\",\"n\":1.0,\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/a\",\"n\":1e0,\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/a\",\"n\":\"1\",\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/a\",\"n\":1,\"deep\":{\"x\":[2,1]}}",
        "{\"path\":\"/a\",\"n\":1,\"deep\":{\"x\":[1,2]},\"more\":null}",
        "{\"path\":\"/a\\u200b\",\"n\":1,\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/\u0430\",\"n\":1,\"deep\":{\"x\":[1,2]}}",
        "{\"path\":\"/a\",\"n\":1,\"deep\":{\"x\":[1,2]}},\"task\":{\"ttl\":1}"
      })
  void givenAnApproval_whenTheArgumentsAreOthers_thenItDoesNotCount(String others)
      throws Exception {
    McpSession session = client();
    approvals.approve(ADA, left(session, ARGUMENTS).id());

    CompletableFuture<JsonNode> answer = call(session, others);

    await().until(() -> approvals.held(ADA).size() == 2);
    cancel(session, ids.get());
    answer.join();
    assertThat(made()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\":\"/a\",\"path\":\"/b\"}",
        "{\"path\":\"/a\",\"p\\u0061th\":\"/b\"}",
        "{\"deep\":[{\"x\":1,\"x\":2}]}"
      })
  void givenMembersTwice_whenApprovalIsNeeded_thenTheCallIsRefused(String arguments)
      throws Exception {
    assertThat(code(call(client(), arguments).join())).isEqualTo("VALIDATION_FAILED");
    assertThat(approvals.held(ADA)).isEmpty();
  }

  @Test
  void givenAnotherPrincipal_whenItMakesTheApprovedCall_thenItIsHeldAnew() throws Exception {
    approvals.approve(ADA, left(client(), ARGUMENTS).id());
    McpSession bobs = bench.gateway.open(BOB, Scope.server("s"));
    assertThat(bobs.handle(
            BOB, GatewayBench.initialize("2025-11-25").getBytes(UTF_8), MessageSink.NONE))
        .isPresent();

    CompletableFuture<JsonNode> answer = call(bobs, BOB, ARGUMENTS);

    await().until(() -> approvals.held(ADA).size() == 2);
    assertThat(approvals.held(ADA))
        .extracting(HeldCall::principal, HeldCall::state)
        .containsExactly(
            tuple("system", HeldCall.State.APPROVED), tuple("user:bob", HeldCall.State.HELD));
    approvals.deny(ADA, approvals.held(ADA).getLast().id(), "");
    assertThat(code(answer.join())).isEqualTo("ACCESS_DENIED");
    assertThat(made()).isEmpty();
  }

  @Test
  void givenAnApproval_whenItsTimeIsOver_thenItDoesNotCount() throws Exception {
    McpSession session = client();
    approvals.approve(ADA, left(session, ARGUMENTS).id());

    clock.advance(Duration.ofMinutes(5));

    assertThat(approvals.held(ADA)).isEmpty();
    CompletableFuture<JsonNode> answer = call(session, ARGUMENTS);
    assertThat(onlyHeld().state()).isEqualTo(HeldCall.State.HELD);
    clock.advance(Duration.ofMinutes(5));
    assertThat(code(answer.join())).isEqualTo("TIMEOUT");
    assertThat(made()).isEmpty();
  }

  @Test
  void givenAnApproval_whenThePolicyChanges_thenItDoesNotCount() throws Exception {
    McpSession session = client();
    HeldCall held = left(session, ARGUMENTS);
    approvals.approve(ADA, held.id());
    CompletableFuture<JsonNode> waiting = call(session, "{\"other\":1}");
    await().until(() -> approvals.held(ADA).size() == 2);

    ToolPolicy now = policing.policies().get(ADA);
    policing.policies().replace(ADA, now.withApproval(false, Duration.ofMinutes(9)));

    assertThat(code(waiting.join())).isEqualTo("TOOL_CHANGED");
    assertThat(approvals.held(ADA)).isEmpty();
    assertNotFound(held.id());
    CompletableFuture<JsonNode> again = call(session, ARGUMENTS);
    assertThat(onlyHeld().id()).isNotEqualTo(held.id());
    approvals.deny(ADA, onlyHeld().id(), "");
    again.join();
    assertThat(made()).isEmpty();
  }

  @Test
  void givenAnApproval_whenTheToolChanges_thenItDoesNotCount() throws Exception {
    policing
        .policies()
        .replace(
            ADA,
            policing.policies().get(ADA).withReactions(Reaction.PASS, Reaction.ASK, Reaction.PASS));
    McpSession session = client();
    HeldCall held = left(session, ARGUMENTS);
    approvals.approve(ADA, held.id());

    fake.toolsAs("{\"name\":\"write\",\"description\":\"b\"}", "{\"name\":\"read\"}");
    fake.notify("notifications/tools/list_changed", "{}");
    bench.clock.advance(Duration.ofSeconds(30));

    assertThat(approvals.held(ADA)).isEmpty();
    CompletableFuture<JsonNode> again = call(session, ARGUMENTS);
    assertThat(onlyHeld().pin()).isNotEqualTo(held.pin());
    assertThat(onlyHeld().reason()).contains("has changed");
    approvals.approve(ADA, onlyHeld().id());
    assertThat(again.join().has("result")).isTrue();
  }

  @Test
  void givenAHeldCall_whenAnotherTenantDecides_thenThereIsNone() throws Exception {
    CompletableFuture<JsonNode> answer = call(client(), ARGUMENTS);
    HeldCall held = onlyHeld();
    var elsewhere = new CallContext(Principal.SYSTEM, "elsewhere", "c");

    assertThat(approvals.held(elsewhere)).isEmpty();
    assertThatThrownBy(() -> approvals.approve(elsewhere, held.id()))
        .isInstanceOf(McpManagerException.class);
    approvals.deny(ADA, held.id(), "");
    assertNotFound(held.id());
    assertThat(code(answer.join())).isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenADeniedCall_whenMadeAgain_thenItIsRefusedAtOnceUntilItsTimeIsOver() throws Exception {
    McpSession session = client();
    HeldCall held = left(session, ARGUMENTS);
    approvals.deny(ADA, held.id(), "no");

    assertThat(code(call(session, ARGUMENTS).join())).isEqualTo("ACCESS_DENIED");
    assertThat(approvals.held(ADA)).hasSize(1);
    clock.advance(Duration.ofMinutes(5));
    assertThat(approvals.held(ADA)).isEmpty();
  }

  @Test
  void givenTheSameCallTwice_whenOneIsApproved_thenOnlyOneIsMade() throws Exception {
    McpSession session = client();
    CompletableFuture<JsonNode> one = call(session, ARGUMENTS);
    await().until(() -> approvals.held(ADA).size() == 1);
    CompletableFuture<JsonNode> other = call(session, ARGUMENTS);
    await().until(() -> approvals.held(ADA).size() == 2);

    approvals.approve(ADA, approvals.held(ADA).getLast().id());

    await().until(() -> one.isDone() || other.isDone());
    assertThat(made()).hasSize(1);
    approvals.deny(ADA, onlyHeld().id(), "");
    one.join();
    other.join();
    assertThat(made()).hasSize(1);
  }

  @Test
  void givenVeryManyCalls_whenHeld_thenTheyAreBounded() throws Exception {
    McpSession session = client();
    var answers = new ArrayList<CompletableFuture<JsonNode>>();
    for (int i = 0; i < 10_000; i++) {
      answers.add(call(session, "{\"n\":" + i + "}"));
    }
    await()
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count()
            >= 10_000 - Approvals.MAX_OF_PRINCIPAL);

    assertThat(approvals.held(ADA)).hasSizeLessThanOrEqualTo(Approvals.MAX_OF_PRINCIPAL);
    assertThat(answers.stream().filter(CompletableFuture::isDone))
        .allMatch(answer -> answer.join().has("error"));
    clock.advance(Duration.ofMinutes(5));
    await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
    assertThat(approvals.held(ADA)).isEmpty();
    assertThat(made()).isEmpty();
  }

  @Test
  void givenLongArguments_whenApprovalIsNeeded_thenTheCallIsRefused() throws Exception {
    assertThat(code(call(client(), "{\"x\":\"" + "y".repeat(70_000) + "\"}").join()))
        .isEqualTo("TOO_LARGE");
  }

  @Test
  void givenAClientWithAUser_whenThePolicyAllowsIt_thenTheUserIsAsked() throws Exception {
    policing
        .policies()
        .replace(ADA, policing.policies().get(ADA).withApproval(true, Duration.ofMinutes(5)));
    McpSession session =
        bench.client(Scope.server("s"), "2025-11-25", "{\"elicitation\":{\"form\":{}}}");

    assertThat(answered(session, "{\"action\":\"accept\",\"content\":{\"approve\":true}}")
            .has("result"))
        .isTrue();
    assertThat(trail).contains("system held.approve tool:s/write DONE elicitation");
    assertThat(code(answered(session, "{\"action\":\"accept\",\"content\":{\"approve\":false}}")))
        .isEqualTo("ACCESS_DENIED");
    clock.advance(Duration.ofMinutes(5)); // what was denied stays denied for as long
    assertThat(code(answered(session, "{\"action\":\"decline\"}"))).isEqualTo("ACCESS_DENIED");
  }

  @Test
  void givenAClientWithAUser_whenThePolicyDoesNotAllowIt_thenTheUserIsNotAsked() throws Exception {
    McpSession session = bench.client(Scope.server("s"), "2025-11-25", "{\"elicitation\":{}}");
    var inbox = new GatewayBench.Inbox();
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(() -> handle(session, ARGUMENTS, inbox), threads);
    HeldCall held = onlyHeld();

    assertThat(inbox.messages()).isEmpty();
    approvals.deny(ADA, held.id(), "");
    answer.join();
  }

  /** What becomes of a call if the user of the client answers this. */
  private JsonNode answered(McpSession session, String result) throws InterruptedException {
    var inbox = new GatewayBench.Inbox();
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(() -> handle(session, ARGUMENTS, inbox), threads);
    await().until(() -> inbox.methods().contains("elicitation/create"));
    JsonNode question = inbox.messages().getFirst();
    assertThat(question.at("/params/message").asText()).contains("write", "/a", "tester");
    Optional<byte[]> ignored = session.handle(
        ADA,
        ("{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":" + result + "}")
            .getBytes(UTF_8),
        MessageSink.NONE);
    return answer.join();
  }

  private JsonNode handle(McpSession session, String arguments, MessageSink related) {
    try {
      byte[] message = request(
              Integer.toString(ids.incrementAndGet()),
              "tools/call",
              "{\"name\":\"write\",\"arguments\":" + arguments + "}")
          .getBytes(UTF_8);
      return FakeServer.parse(
          new String(session.handle(ADA, message, related).orElseThrow(), UTF_8));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertNotFound(String id) {
    assertThatThrownBy(() -> approvals.approve(ADA, id))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.HELD_CALL_NOT_FOUND));
  }
}
