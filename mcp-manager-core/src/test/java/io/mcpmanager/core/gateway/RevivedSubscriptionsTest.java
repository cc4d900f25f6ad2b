package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ADA;
import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.SequentialIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients were subscribed to, and what instances they had of their own, when the next manager goes on. */
@LeakFree
final class RevivedSubscriptionsTest {

  private static final String URI = "file:///a";
  private static final String UPDATED = "notifications/resources/updated";
  private static final String ASKABLE = "{\"elicitation\":{}}";

  private final InMemoryStore store = new InMemoryStore();
  private final SequentialIds ids = new SequentialIds();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /** One manager after the other, without servers. */
  private GatewayBench manager() {
    var bench = new GatewayBench(GatewayLimits.DEFAULT, Runnable::run, ids);
    var journal = new SessionJournal(
        store.sessions(),
        (context, change, events) -> store.commit(List.of(change)),
        bench.clock,
        10);
    bench.gateway.keepSessions(journal);
    open.add(journal);
    open.add(bench);
    return bench;
  }

  private static FakeServer notes() {
    return new FakeServer()
        .tools("read")
        .resources(URI)
        .capability("resources", "{\"subscribe\":true}")
        .handle("resources/subscribe", params -> "{}")
        .handle("resources/unsubscribe", params -> "{}");
  }

  private static McpSession client(GatewayBench bench, Scope scope, String capabilities)
      throws InterruptedException {
    McpSession session = bench.gateway.openLasting(ADA, scope);
    String hello = GatewayBench.initialize("2025-06-18")
        .replace("\"capabilities\":{}", "\"capabilities\":" + capabilities);
    assertThat(ask(session, hello).has("result")).isTrue();
    return session;
  }

  private static void tell(McpSession session, String verb) throws InterruptedException {
    JsonNode answer = ask(session, request("1", "resources/" + verb, "{\"uri\":\"" + URI + "\"}"));
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
  }

  private String stored(McpSession session) {
    return store.sessions().find(SessionJournal.key(session.id())).orElseThrow().state();
  }

  /** Waits until the journal holds, or does not hold, what the session is subscribed to. */
  private void awaitStored(GatewayBench bench, McpSession session, boolean subscribed) {
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(1));
      return stored(session).contains(URI) == subscribed;
    });
  }

  private static GatewayBench.Inbox inbox(McpSession session) {
    var inbox = new GatewayBench.Inbox();
    session.attach(inbox);
    return inbox;
  }

  private static McpSession find(GatewayBench bench, McpSession before) {
    return bench.gateway.session(ADA, before.id()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenSubscription_whenTheManagerIsKilled_thenTheNextGoesOnWithIt(boolean serverFirst)
      throws Exception {
    GatewayBench first = manager();
    first.start("notes", notes());
    McpSession before = client(first, Scope.all(), "{}");
    tell(before, "subscribe");
    awaitStored(first, before, true);

    GatewayBench second = manager();
    FakeServer again = notes();
    if (serverFirst) {
      second.start("notes", again);
    }
    McpSession after = find(second, before);
    var inbox = inbox(after);
    if (!serverFirst) {
      second.start("notes", again);
    }

    await().until(() -> inbox.methods().contains(UPDATED));
    assertThat(again.received("resources/subscribe")).hasSize(1);
    int told = inbox.messages().size();
    again.notify(UPDATED, "{\"uri\":\"" + URI + "\"}");
    assertThat(inbox.messages()).hasSize(told + 1);
    assertThat(stored(after)).contains(URI);

    tell(after, "unsubscribe");
    await().until(() -> again.received("resources/unsubscribe").size() == 1);
    awaitStored(second, after, false);
  }

  @Test
  void givenClientThatUnsubscribed_whenTheNextManagerGoesOn_thenNothingIsSubscribedTo()
      throws Exception {
    GatewayBench first = manager();
    first.start("notes", notes());
    McpSession before = client(first, Scope.server("notes"), "{}");
    tell(before, "subscribe");
    awaitStored(first, before, true);
    tell(before, "unsubscribe");
    awaitStored(first, before, false);

    GatewayBench second = manager();
    FakeServer again = notes();
    second.start("notes", again);
    McpSession after = find(second, before);
    ask(after, call("2", "read"));

    assertThat(again.received("resources/subscribe")).isEmpty();
  }

  @Test
  void givenServerThatRefusesNow_whenTheNextManagerGoesOn_thenTheSubscriptionIsForgotten()
      throws Exception {
    GatewayBench first = manager();
    first.start("notes", notes());
    McpSession before = client(first, Scope.all(), "{}");
    tell(before, "subscribe");
    awaitStored(first, before, true);

    GatewayBench second = manager();
    second.start(
        "notes",
        notes()
            .handleRaw(
                "resources/subscribe",
                request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
                    + ",\"error\":{\"code\":-32002,\"message\":\"gone\"}}")));
    McpSession after = find(second, before);

    awaitStored(second, after, false);
  }

  @Test
  void givenClientWithAnInstanceOfItsOwn_whenTheNextManagerGoesOn_thenItGetsAnotherAtOnce()
      throws Exception {
    GatewayBench first = manager();
    first.siblings(first.start("notes", notes()), RevivedSubscriptionsTest::notes);
    McpSession before = client(first, Scope.all(), ASKABLE);
    tell(before, "subscribe");
    assertThat(first.siblings).hasValue(1);
    awaitStored(first, before, true);
    first.close();
    assertThat(first.siblings).hasValue(0);

    GatewayBench second = manager();
    FakeServer shared = notes();
    FakeServer own = notes();
    Server server = second.start("notes", shared);
    second.siblings(server, () -> own);
    McpSession after = find(second, before);
    var inbox = inbox(after);

    await().until(() -> inbox.methods().contains(UPDATED));
    assertThat(own.received("initialize").getFirst().at("/params/capabilities").toString())
        .isEqualTo(ASKABLE);
    assertThat(own.received("resources/subscribe")).hasSize(1);
    own.notify(UPDATED, "{\"uri\":\"" + URI + "\"}");
    assertThat(inbox.messages()).hasSize(2);
    assertThat(ask(after, call("2", "notes__read")).has("result")).isTrue();
    assertThat(own.received("tools/call")).hasSize(1);
    assertThat(shared.received("resources/subscribe")).isEmpty();
    assertThat(second.siblings).hasValue(1);

    after.close();
    await().until(() -> second.siblings.get() == 0);
  }

  @Test
  void givenClientWithoutSubscription_whenTheNextManagerGoesOn_thenItsInstanceComesWithItsCall()
      throws Exception {
    GatewayBench first = manager();
    first.siblings(first.start("notes", notes()), RevivedSubscriptionsTest::notes);
    McpSession before = client(first, Scope.all(), ASKABLE);
    ask(before, call("1", "notes__read"));
    first.close();

    GatewayBench second = manager();
    FakeServer own = notes();
    second.siblings(second.start("notes", notes()), () -> own);
    McpSession after = find(second, before);
    assertThat(second.siblings).hasValue(0);

    assertThat(ask(after, call("2", "notes__read")).has("result")).isTrue();

    assertThat(own.received("tools/call")).hasSize(1);
    assertThat(second.siblings).hasValue(1);
  }
}
