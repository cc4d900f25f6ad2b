package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.testkit.LeakFree;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@LeakFree
final class SubscriptionsTest {

  private static final String URI = "file:///a";

  private final GatewayBench bench = new GatewayBench();
  private final FakeServer fake = server();

  @AfterEach
  void close() {
    bench.close();
  }

  private static FakeServer server() {
    return new FakeServer()
        .resources(URI, "file:///a/b")
        .capability("resources", "{\"subscribe\":true}")
        .handle("resources/subscribe", params -> "{}")
        .handle("resources/unsubscribe", params -> "{}");
  }

  private static JsonNode subscribe(McpSession session, String uri) throws InterruptedException {
    return ask(session, request("1", "resources/subscribe", "{\"uri\":\"" + uri + "\"}"));
  }

  private static JsonNode unsubscribe(McpSession session, String uri) throws InterruptedException {
    return ask(session, request("1", "resources/unsubscribe", "{\"uri\":\"" + uri + "\"}"));
  }

  private GatewayBench.Inbox inbox(McpSession session) {
    var inbox = new GatewayBench.Inbox();
    session.attach(inbox);
    return inbox;
  }

  private void update(String uri) {
    fake.notify("notifications/resources/updated", "{\"uri\":\"" + uri + "\",\"k\":1}");
  }

  @Test
  void givenTwoClients_whenBothSubscribe_thenTheServerIsAskedOnceAndToldAfterTheLast()
      throws Exception {
    bench.start("alpha", fake);
    McpSession one = bench.client(Scope.server("alpha"));
    McpSession two = bench.client(Scope.all());
    var inboxOfOne = inbox(one);
    var inboxOfTwo = inbox(two);
    var bystander = inbox(bench.client(Scope.all()));

    assertThat(subscribe(one, URI).path("result").isObject()).isTrue();
    assertThat(subscribe(two, URI).path("result").isObject()).isTrue();
    assertThat(subscribe(two, URI).path("result").isObject()).isTrue();
    update(URI);
    assertThat(unsubscribe(one, URI).path("result").isObject()).isTrue();
    await().until(() -> {
      int before = inboxOfTwo.messages().size();
      update(URI);
      return inboxOfTwo.messages().size() > before && inboxOfOne.messages().size() >= 1;
    });
    assertThat(fake.received("resources/unsubscribe")).isEmpty();
    unsubscribe(two, URI);

    await().until(() -> fake.received("resources/unsubscribe").size() == 1);
    assertThat(fake.received("resources/subscribe")).hasSize(1);
    assertThat(inboxOfOne.messages().getFirst().path("params").path("k").asInt())
        .isEqualTo(1);
    assertThat(bystander.messages()).isEmpty();
    assertThat(subscribe(one, URI).path("result").isObject()).isTrue();
    assertThat(fake.received("resources/subscribe")).hasSize(2);
  }

  @Test
  void givenSubscription_whenItsSessionEnds_thenTheServerIsTold() throws Exception {
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    subscribe(client, URI);

    client.close();

    await().until(() -> fake.received("resources/unsubscribe").size() == 1);
  }

  @Test
  void givenSubscription_whenTheServerIsBack_thenItIsAskedAgain() throws Exception {
    Server server = bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var inbox = inbox(client);
    subscribe(client, URI);
    bench.stop(server);
    FakeServer again = server();
    bench.start("alpha", again);

    await().until(() -> again.received("resources/subscribe").size() == 1);
    again.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"}");

    assertThat(inbox.methods()).contains("notifications/resources/updated");
  }

  @Test
  void givenServerThatRefuses_whenSubscribed_thenTheClientHearsWhy() throws Exception {
    fake.handleRaw(
        "resources/subscribe",
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
            + ",\"error\":{\"code\":-32002,\"message\":\"no such thing\"}}"));
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());

    JsonNode error = subscribe(client, URI).path("error");
    subscribe(client, URI);

    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.path("message").asText()).contains("no such thing");
    assertThat(fake.received("resources/subscribe")).hasSize(2);
    assertThat(fake.received("resources/unsubscribe")).isEmpty();
  }

  @Test
  void givenServerThatTellsOfNoChanges_whenSubscribed_thenTheMethodIsUnknown() throws Exception {
    bench.start("alpha", new FakeServer().resources(URI));

    for (Scope scope : new Scope[] {Scope.all(), Scope.server("alpha")}) {
      JsonNode error = subscribe(bench.client(scope), URI).path("error");
      assertThat(error.path("code").asInt()).isEqualTo(-32601);
      assertThat(error.path("message").asText()).contains("alpha");
    }
  }

  @Test
  void givenClientThatChangesItsMind_whenItSubscribesAgain_thenItGoesOnHearing() throws Exception {
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var inbox = inbox(client);

    for (int round = 1; round <= 15; round++) {
      subscribe(client, URI);
      unsubscribe(client, URI);
      subscribe(client, URI);
      int before = inbox.messages().size();
      update(URI);
      assertThat(inbox.messages()).as("round " + round).hasSize(before + 1);
      unsubscribe(client, URI);
      await()
          .until(() -> fake.received("resources/subscribe").size()
              == fake.received("resources/unsubscribe").size());
    }
  }

  @Test
  void givenServerThatIsSlowToUnsubscribe_whenTheClientSubscribesAgain_thenThatIsNotOvertaken()
      throws Exception {
    var order = new CopyOnWriteArrayList<String>();
    var unsubscribing = new CountDownLatch(1);
    var overtaken = new CountDownLatch(2);
    fake.handle("resources/subscribe", params -> {
      order.add("subscribe");
      overtaken.countDown();
      return "{}";
    });
    fake.handle("resources/unsubscribe", params -> {
      unsubscribing.countDown();
      awaitQuietly(overtaken); // time enough for what must not happen
      order.add("unsubscribe");
      return "{}";
    });
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());

    subscribe(client, URI);
    unsubscribe(client, URI);
    assertThat(unsubscribing.await(10, TimeUnit.SECONDS)).isTrue();
    subscribe(client, URI);

    assertThat(order).containsExactly("subscribe", "unsubscribe", "subscribe");
    unsubscribe(client, URI);
    await().until(() -> order.size() == 4);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      boolean ignored = latch.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void givenSubscriptionOfAClientsOwnInstance_whenTheServerIsBack_thenItGetsAnotherAndGoesOn()
      throws Exception {
    Server server = bench.start("alpha", fake);
    FakeServer ofClient = server();
    bench.siblings(server, () -> ofClient);
    McpSession client = bench.client(Scope.all(), "2025-11-25", "{\"roots\":{}}");
    var inbox = inbox(client);
    assertThat(subscribe(client, URI).path("result").isObject()).isTrue();
    assertThat(ofClient.received("resources/subscribe")).hasSize(1);
    bench.stop(server);

    FakeServer again = server();
    FakeServer ofClientAgain = server();
    Server back = bench.add(server.definition(), new ServerStatus.Running(Instant.EPOCH, 1));
    Connection connection = bench.connect(back, again);
    bench.siblings(back, () -> ofClientAgain);
    bench.gateway.ready(back, connection);

    await().until(() -> !ofClientAgain.received("resources/subscribe").isEmpty());
    await().until(() -> inbox.methods().contains("notifications/resources/updated"));
    int before = inbox.messages().size();
    ofClientAgain.notify("notifications/resources/updated", "{\"uri\":\"file:///a\"}");
    assertThat(inbox.messages()).hasSize(before + 1);
    assertThat(again.received("resources/subscribe")).isEmpty();
  }

  @Test
  void givenUriOfNobody_whenSubscribed_thenItIsNotFound() throws Exception {
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());

    assertThat(subscribe(client, "file:///nowhere").path("error").path("code").asInt())
        .isEqualTo(-32002);
    assertThat(ask(client, request("1", "resources/subscribe", "{}"))
            .path("error")
            .path("code")
            .asInt())
        .isEqualTo(-32602);
    assertThat(unsubscribe(client, URI).path("result").isObject()).isTrue();
  }

  @Test
  void givenTooManySubscriptions_whenOneMore_thenItIsRefused() throws Exception {
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.server("alpha"));
    for (int i = 0; i < Subscriptions.MAX_OF_OWNER; i++) {
      subscribe(client, "file:///x" + i);
    }

    assertThat(subscribe(client, URI).path("error").path("message").asText()).contains("1000");
    assertThat(subscribe(client, "file:///x0").path("result").isObject()).isTrue();
  }

  @Test
  void givenSubscriptionsToAResourceAndAPartOfIt_whenThePartChanges_thenOneUpdateComes()
      throws Exception {
    bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var inbox = inbox(client);
    subscribe(client, URI);
    subscribe(client, "file:///a/b");

    update("file:///a/b");
    fake.notify("notifications/resources/updated", "{}");

    assertThat(inbox.methods()).containsExactly("notifications/resources/updated");
  }

  @ParameterizedTest
  @CsvSource({
    "file:///a,file:///a,true",
    "file:///a,file:///a/b,true",
    "file:///a,file:///a?x,true",
    "file:///a,file:///a#x,true",
    "file:///a/,file:///a/b,true",
    "file:///a,file:///ab,false",
    "file:///a/b,file:///a,false"
  })
  void givenUris_whenCompared_thenOnlyPartsAreCovered(
      String subscribed, String updated, boolean covered) {
    assertThat(Subscriptions.covers(subscribed, updated)).isEqualTo(covered);
  }
}
