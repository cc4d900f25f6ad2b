package io.mcpmanager.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class ListeningTest {

  private static final String ID = "io.modelcontextprotocol/subscriptionId";

  private final GatewayBench bench = new GatewayBench();
  private final SelfContainedClient client = new SelfContainedClient(bench, Scope.all());
  private final GatewayBench.Inbox inbox = new GatewayBench.Inbox();

  @AfterEach
  void close() {
    bench.close();
  }

  private static CompletableFuture<SelfContainedClient.Answer> listen(
      SelfContainedClient who, String filter, GatewayBench.Inbox inbox) {
    var answer = who.later("subscriptions/listen", "{\"notifications\":" + filter + "}", inbox);
    await().until(() -> answer.isDone() || !inbox.messages().isEmpty());
    return answer;
  }

  private SelfContainedClient of(String server) {
    return new SelfContainedClient(bench, Scope.server(server));
  }

  @Test
  void givenFilter_whenListsChange_thenOnlyWhatWasAskedForIsTold() throws Exception {
    var answer = listen(client, "{\"toolsListChanged\":true,\"promptsListChanged\":false}", inbox);

    bench.start("alpha", new FakeServer().tools("echo").prompts("greet"));
    bench.clock.advance(Duration.ofMillis(300));

    assertThat(inbox.methods())
        .containsExactly(
            "notifications/subscriptions/acknowledged", "notifications/tools/list_changed");
    JsonNode ack = inbox.messages().get(0).path("params");
    assertThat(ack.path("notifications").toString()).isEqualTo("{\"toolsListChanged\":true}");
    assertThat(inbox.messages())
        .allMatch(message -> message.path("params").path("_meta").path(ID).isIntegralNumber());
    assertThat(answer).isNotDone();
    answer.cancel(true);
  }

  @Test
  void givenTwoThatListen_whenListsChange_thenEachIsTold() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo"));
    bench.clock.advance(Duration.ofMillis(300));
    var second = new GatewayBench.Inbox();
    listen(client, "{\"toolsListChanged\":true}", inbox);
    listen(of("alpha"), "{\"toolsListChanged\":true}", second);

    bench.start("beta", new FakeServer().tools("other"));
    bench.clock.advance(Duration.ofMillis(300));

    assertThat(inbox.methods()).contains("notifications/tools/list_changed");
    assertThat(second.methods()).containsExactly("notifications/subscriptions/acknowledged");
  }

  @Test
  void givenServerThatDoesNotTellOfChanges_whenListenedTo_thenThatIsNotPromised() throws Exception {
    bench.start("alpha", new FakeServer().tools("echo").capability("tools", "{}"));

    var answer =
        listen(of("alpha"), "{\"toolsListChanged\":true,\"promptsListChanged\":true}", inbox);

    assertThat(inbox.messages().get(0).path("params").path("notifications").toString())
        .isEqualTo("{}");
    // nothing will come, so it is over
    assertThat(answer.get(10, TimeUnit.SECONDS).result().path("resultType").asText())
        .isEqualTo("complete");
  }

  @Test
  void givenResources_whenTheyChange_thenThoseAskedForAreTold() throws Exception {
    var fake = new FakeServer()
        .resources("x://a", "x://b")
        .capability("resources", "{\"subscribe\":true}")
        .handle("resources/subscribe", params -> "{}")
        .handle("resources/unsubscribe", params -> "{}");
    bench.start("alpha", fake);
    bench.start("beta", new FakeServer().resources("y://c"));

    var answer =
        listen(client, "{\"resourceSubscriptions\":[\"x://a\",\"y://c\",\"z://none\"]}", inbox);
    assertThat(inbox.messages().get(0).path("params").path("notifications").toString())
        .isEqualTo("{\"resourceSubscriptions\":[\"x://a\"]}");
    fake.notify("notifications/resources/updated", "{\"uri\":\"x://b\"}");
    fake.notify("notifications/resources/updated", "{\"uri\":\"x://a\",\"_meta\":{\"k\":1}}");
    fake.notify("notifications/resources/updated", "{\"uri\":\"x://a/part\"}");
    await().until(() -> inbox.messages().size() == 3);

    assertThat(inbox.messages().get(1).path("params").path("uri").asText()).isEqualTo("x://a");
    assertThat(inbox.messages().get(1).path("params").path("_meta").has("k")).isTrue();
    assertThat(inbox.messages())
        .allMatch(message -> message.path("params").path("_meta").path(ID).isIntegralNumber());
    answer.cancel(true);
    await().until(() -> fake.received("resources/unsubscribe").size() == 1);
  }

  @Test
  void givenSubscription_whenGatewayCloses_thenItEndsWithItsResult() throws Exception {
    var answer = listen(client, "{\"toolsListChanged\":true}", inbox);

    bench.gateway.close();

    var ended = answer.get(10, TimeUnit.SECONDS);
    assertThat(ended.kind()).isEqualTo(ExchangeAnswer.Kind.DONE);
    assertThat(ended.result().path("resultType").asText()).isEqualTo("complete");
    assertThat(ended.result().path("_meta").path(ID)).isEqualTo(ended.message().path("id"));
  }

  @Test
  void givenSubscriptionToOneServer_whenItIsDeleted_thenItEnds() throws Exception {
    var server = bench.start("alpha", new FakeServer().tools("echo"));
    var answer = listen(of("alpha"), "{\"toolsListChanged\":true}", inbox);

    bench.gateway.deleted(server);

    assertThat(answer.get(10, TimeUnit.SECONDS).result().path("resultType").asText())
        .isEqualTo("complete");
  }

  @Test
  void givenInterruptedThread_whenListening_thenTheResultIsTheAnswer() throws Exception {
    var result = new CompletableFuture<SelfContainedClient.Answer>();
    Thread thread = Thread.ofVirtual().start(() -> {
      try {
        result.complete(client.ask(
            "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}", inbox));
      } catch (InterruptedException e) {
        result.completeExceptionally(e);
      }
    });
    await().until(() -> !inbox.messages().isEmpty());

    thread.interrupt();

    assertThat(result.get(10, TimeUnit.SECONDS).result().path("resultType").asText())
        .isEqualTo("complete");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"notifications\":[]}",
        "{\"notifications\":{\"toolsListChanged\":1}}",
        "{\"notifications\":{\"resourceSubscriptions\":\"x://a\"}}",
        "{\"notifications\":{\"resourceSubscriptions\":[1]}}"
      })
  void givenFilterThatIsNone_whenListening_thenItIsRefused(String params) throws Exception {
    var answer = client.ask("subscriptions/listen", params);

    assertThat(answer.error()).isEqualTo(-32602);
    assertThat(answer.kind()).isEqualTo(ExchangeAnswer.Kind.REFUSED);
  }

  @Test
  void givenTooManySubscriptions_whenOneMoreComes_thenItIsRefused() throws Exception {
    List<CompletableFuture<SelfContainedClient.Answer>> open = new ArrayList<>();
    var acknowledged = new java.util.concurrent.atomic.AtomicInteger();
    MessageSink counting = message -> acknowledged.incrementAndGet();
    for (int i = 0; i < Listening.MAX_OF_ONE; i++) {
      open.add(client.later(
          "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}", counting));
    }
    await().until(() -> acknowledged.get() == Listening.MAX_OF_ONE);

    var refused =
        client.ask("subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}");
    open.get(0).cancel(true);

    assertThat(refused.error()).isEqualTo(-32603);
    await()
        .until(() -> client
                .later(
                    "subscriptions/listen",
                    "{\"notifications\":{\"toolsListChanged\":true}}",
                    inbox)
                .isDone()
            || !inbox.messages().isEmpty());
  }
}
