package io.mcpmanager.core.gateway;

import static io.mcpmanager.core.gateway.GatewayBench.ask;
import static io.mcpmanager.core.gateway.GatewayBench.call;
import static io.mcpmanager.core.gateway.GatewayBench.definition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.gateway.McpSession;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.testkit.LeakFree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that end and come back while clients call them. */
@LeakFree
final class ComingBackTest {

  private static final GatewayOptions REPEATING = GatewayOptions.DEFAULT.withRepeatIdempotent(true);

  private final GatewayBench bench = new GatewayBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static CompletableFuture<JsonNode> later(McpSession session, String tool) {
    var answer = new CompletableFuture<JsonNode>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(ask(session, call("1", tool)));
      } catch (InterruptedException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  private static JsonNode get(CompletableFuture<JsonNode> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  private ServerStatus inError(@Nullable Duration restart) {
    Instant now = bench.clock.now();
    var failure = new Failure(Phase.RUN, ErrorCode.CHANNEL_FAILED, "it died", null, List.of());
    return new ServerStatus.InError(now, failure, restart == null ? null : now.plus(restart));
  }

  /** Lets a server end as if it had died. */
  private void die(Server server, ServerStatus status) {
    Server ended = bench.add(server.definition(), status);
    bench.end(ended);
  }

  private static boolean isError(JsonNode answer) {
    return answer.path("result").path("isError").asBoolean() || answer.has("error");
  }

  @Test
  void givenServerThatIsStartedAgainSoon_whenCalled_thenTheCallWaitsForIt() throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());
    die(server, inError(Duration.ofSeconds(1)));

    var answer = later(client, "alpha__echo");
    await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());
    bench.start("alpha", new FakeServer().tools("echo"));

    assertThat(isError(get(answer))).isFalse();
  }

  @Test
  void givenServerThatDoesNotComeInTime_whenCalled_thenTheCallFails() throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());
    die(server, inError(Duration.ofSeconds(1)));

    var answer = later(client, "alpha__echo");
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(1));
      return answer.isDone();
    });

    assertThat(get(answer).toString()).contains("isError").contains("it died");
  }

  @ParameterizedTest
  @CsvSource({"60", "-1"})
  void givenServerThatIsNotStartedSoon_whenCalled_thenTheCallFailsAtOnce(int seconds)
      throws Exception {
    Server server = bench.start("alpha", new FakeServer().tools("echo"));
    McpSession client = bench.client(Scope.all());
    die(server, inError(seconds < 0 ? null : Duration.ofSeconds(seconds)));

    assertThat(isError(ask(client, call("1", "alpha__echo")))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "true, readOnlyHint, true, true",
    "true, idempotentHint, true, true",
    "true, idempotentHint, false, false",
    "true, destructiveHint, true, false",
    "false, readOnlyHint, true, false"
  })
  void givenServerThatDiesOverACall_whenItIsBack_thenOnlyAHarmlessCallIsSentOnceMore(
      boolean allowed, String hint, boolean value, boolean repeated) throws Exception {
    var options = allowed ? REPEATING : GatewayOptions.DEFAULT;
    FakeServer first = hinted(hint, value).silent("tools/call");
    Server server = bench.start(definition("alpha", options), first);
    McpSession client = bench.client(Scope.all());
    var answer = later(client, "alpha__look");
    await().until(() -> !first.received("tools/call").isEmpty());

    die(server, inError(Duration.ofSeconds(1)));
    if (repeated) {
      await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());
    } else {
      assertThat(isError(get(answer))).isTrue();
    }
    FakeServer second = hinted(hint, value);
    bench.start(definition("alpha", options), second);

    assertThat(isError(get(answer))).isEqualTo(!repeated);
    assertThat(second.received("tools/call")).hasSize(repeated ? 1 : 0);
  }

  private static FakeServer hinted(String hint, boolean value) {
    return new FakeServer()
        .tools("look")
        .handle(
            "tools/list",
            request -> "{\"tools\":[{\"name\":\"look\",\"inputSchema\":{\"type\":\"object\"},"
                + "\"annotations\":{\"" + hint + "\":" + value + "}}]}");
  }
}
