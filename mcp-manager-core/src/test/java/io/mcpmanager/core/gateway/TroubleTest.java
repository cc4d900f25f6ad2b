package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static io.mcpmanager.core.gateway.GatewayBench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.core.lifecycle.LastWords;
import io.mcpmanager.spi.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that die over a call, are wedged, can't list what they offer, or come back with something else to offer. */
final class TroubleTest {

  private static final Duration BURST = Duration.ofMillis(250);

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenAServerThatDiesOverACall_whenItFails_thenItNamesPhaseExitAndLastLines()
      throws Exception {
    var fake = new FakeServer().tools("echo").silent("tools/call");
    Server server = bench.start("alpha", fake);
    McpSession client = bench.client(Scope.all());
    var answer = new CompletableFuture<JsonNode>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(client, call("1", "alpha__echo")));
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    await().until(() -> !fake.received("tools/call").isEmpty());

    bench.lives.get(server.id()).lastWords = new LastWords(
        new ExitStatus(137, "was ended by signal 9", false),
        List.of("1", "2", "3", "4", "5", "out of memory"));
    fake.channel().breakOff("the process was ended by signal 9");

    JsonNode result = answer.get(10, TimeUnit.SECONDS).path("result");
    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.path("content").path(0).path("text").asText()).isEqualTo("""
            server 'alpha', call: the connection has ended: the process was ended by signal 9; \
            its last lines on standard error:
            2
            3
            4
            5
            out of memory""");
  }

  @Test
  void givenAWedgedServerOutOfRotation_whenCalled_thenItIsNotAskedUntilItAnswersAgain()
      throws Exception {
    ServerDefinition plain = definition("alpha");
    var fake = new FakeServer().tools("echo");
    Server server = bench.start(
        plain.withSettings(
            plain.settings().withWhenWedged(HealthCheck.Reaction.REMOVE_FROM_ROTATION)),
        fake);
    McpSession client = bench.client(Scope.server("alpha"));

    bench.wedge(server, Instant.EPOCH);
    JsonNode refused = ask(client, call("1", "echo"));
    assertThat(refused.path("error").path("message").asText()).contains("'alpha' is wedged");
    assertThat(fake.received("tools/call")).isEmpty();

    bench.wedge(server, null);
    assertThat(ask(client, call("2", "echo")).has("result")).isTrue();
  }

  @Test
  void givenAServerWhoseListsFail_whenReadAgainAndAgain_thenOneEventSaysSoUntilTheySucceed() {
    var fake = new FakeServer().tools("echo");
    fake.handleRaw("tools/list", TroubleTest::refusal);
    Server server = bench.start("alpha", fake);
    assertThat(failures()).singleElement().satisfies(event -> {
      assertThat(event.failure().phase()).isEqualTo(Phase.LISTING);
      assertThat(event.failure().code()).isEqualTo(ErrorCode.UPSTREAM_ERROR);
      assertThat(event.failure().message()).isEqualTo("tools/list was refused: not today");
    });

    changeLists(fake);
    assertThat(failures()).hasSize(1);

    fake.handle("tools/list", params -> "{\"tools\":[]}");
    changeLists(fake);
    fake.handleRaw("tools/list", TroubleTest::refusal);
    changeLists(fake);
    assertThat(failures()).hasSize(2);
    assertThat(bench.lives.get(server.id()).instance()).isNotNull();
  }

  @Test
  void givenAServerThatComesBackWithOtherTools_whenItDoes_thenItsListIsReadAndClientsAreTold()
      throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("old"));
    McpSession all = bench.client(Scope.all());
    McpSession one = bench.client(Scope.server("alpha"));
    bench.clock.advance(BURST);
    var allInbox = new GatewayBench.Inbox();
    var oneInbox = new GatewayBench.Inbox();
    all.attach(allInbox);
    one.attach(oneInbox);
    bench.stop(server);

    bench.start("alpha", new FakeServer().tools("new"));
    bench.clock.advance(BURST);

    assertThat(allInbox.methods()).contains("notifications/tools/list_changed");
    assertThat(oneInbox.methods()).contains("notifications/tools/list_changed");
    assertThat(tools(all)).containsExactly("alpha__new");
    assertThat(tools(one)).containsExactly("new");
    assertThat(bench.events).contains(new EventData.CatalogChanged(1, 0, 0, 0));
  }

  private void changeLists(FakeServer fake) {
    fake.notify("notifications/tools/list_changed", "{}");
    // the more often a list changes, the longer it is waited before it is read
    bench.clock.advance(Duration.ofSeconds(10));
    bench.clock.advance(BURST);
  }

  private static Optional<String> refusal(JsonNode request) {
    return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
        + ",\"error\":{\"code\":-32000,\"message\":\"not today\"}}");
  }

  private List<EventData.ListingFailed> failures() {
    return bench.events.stream()
        .filter(EventData.ListingFailed.class::isInstance)
        .map(EventData.ListingFailed.class::cast)
        .toList();
  }

  private static List<String> tools(McpSession client) throws InterruptedException {
    return ask(client, request("9", "tools/list", "{}")).path("result").findValuesAsText("name");
  }
}
