package io.mcpmanager.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.gateway.ExchangeAnswer;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints as a client of 2026-07-28 finds them. */
final class SelfContainedPostTest {

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\",\"params\":{\"_meta\":"
          + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";
  private static final String PLAIN_CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\"}";
  private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}";

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ManualClock clock = new ManualClock();
  private final McpLimits limits = new McpLimits(
      10_000,
      Duration.ofSeconds(5),
      Duration.ofMillis(50),
      Duration.ofSeconds(1),
      8,
      100_000,
      1 << 20);
  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(new McpFeature(
          gateway,
          clock,
          new SlowClients(new ManualClock(), Duration.ofSeconds(30)),
          limits,
          new MessageMemory(limits.maxHeldBytes()),
          ScopeChallenges.NONE)));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"DONE,200", "REFUSED,400", "UNKNOWN_METHOD,404"})
  void givenAnswer_whenPosted_thenTheStatusSaysWhatKindItIs(ExchangeAnswer.Kind kind, int status)
      throws Exception {
    gateway.exchangeKind = kind;
    answering("{}");

    var answer = send(modern(CALL));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    assertThat(answer.body()).contains("\"id\":7");
  }

  @Test
  void givenSessionIdBesideModernHeader_whenPosted_thenItIsIgnored() throws Exception {
    answering("{}");

    var answer = send(modern(CALL).header("Mcp-Session-Id", "any"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gateway.opened()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2025-11-25", "nonsense", "1999-01-01"})
  void givenBodyThatClaimsToBeSelfContained_whenPosted_thenTheBodyDecides(String version)
      throws Exception {
    answering("{}");
    var request = post("/mcp", CALL);
    if (!version.isEmpty()) {
      request.header("MCP-Protocol-Version", version);
    }

    send(request);

    assertThat(gateway.exchanges.get()).isEqualTo(1);
    assertThat(gateway.lastHeaders.all("mcp-protocol-version"))
        .isEqualTo(version.isEmpty() ? List.of() : List.of(version));
  }

  @Test
  void givenNeitherClaimNorSession_whenPosted_thenItIsRefusedAsBefore() throws Exception {
    var answer = send(post("/mcp", PLAIN_CALL));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("-32000");
    assertThat(gateway.exchanges.get()).isZero();
  }

  @Test
  void givenNotification_whenPosted_thenItIsAccepted() throws Exception {
    var answer = send(modern(NOTE));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT"})
  void givenModernHeader_whenMethodIsNotPost_thenItIsNotAllowed(String method) throws Exception {
    var answer = send(HttpRequest.newBuilder(uri("/mcp"))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .header("Accept", "text/event-stream")
        .header("MCP-Protocol-Version", "2026-07-28"));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void givenServerThatIsNotThere_whenPosted_thenItIsNotFound() throws Exception {
    var answer =
        send(post("/mcp/servers/nobody", CALL).header("MCP-Protocol-Version", "2026-07-28"));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void givenMessageOverTheBound_whenPosted_thenItIsTooLarge() throws Exception {
    assertThat(send(modern(CALL.replace("call", "x".repeat(10_000)))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void givenRelatedMessageFirst_whenPosted_thenTheAnswerIsStreamedWithoutIds() throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept(NOTE.getBytes());
      return ScriptedGateway.result(request, "{}");
    });

    var answer = stream(modern(CALL));
    List<SseEvent> events = all(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
    assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    assertThat(events).extracting(SseEvent::id).containsOnly("");
    assertThat(events)
        .extracting(SelfContainedPostTest::text)
        .first()
        .asString()
        .contains("notifications/x");
    assertThat(events).extracting(SelfContainedPostTest::text).last().asString().contains("result");
  }

  @Test
  void givenAnswerThatTakesLong_whenPosted_thenItIsStreamed() throws Exception {
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      started.countDown();
      go.await();
      return ScriptedGateway.result(request, "{}");
    });
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(modern(CALL).build(), BodyHandlers.ofInputStream());
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    clock.advance(Duration.ofSeconds(6));
    var response = answer.get(20, TimeUnit.SECONDS);
    go.countDown();

    assertThat(all(response))
        .extracting(SelfContainedPostTest::text)
        .last()
        .asString()
        .contains("result");
  }

  @Test
  void givenStream_whenClientClosesIt_thenTheRequestIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      related.accept(NOTE.getBytes());
      try {
        new CountDownLatch(1).await();
        throw new AssertionError("nobody counts down");
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    });

    var response = stream(modern(CALL));
    response.body().close();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenClientThatClosesWhileItWaits_whenNothingHasBeenSent_thenTheRequestIsInterrupted()
      throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
        throw new AssertionError("nobody counts down");
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    });

    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(raw());
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      clock.advance(Duration.ofMillis(300));
    }

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenAnswerAfterAWhile_whenItIsPlain_thenTheConnectionIsClosedAfterIt() throws Exception {
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      started.countDown();
      go.await();
      return ScriptedGateway.result(request, "{}");
    });

    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(raw());
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      clock.advance(Duration.ofMillis(300));
      go.countDown();

      String answer = new String(socket.getInputStream().readAllBytes());
      assertThat(answer).startsWith("HTTP/1.1 200").contains("application/json", "\"id\":7");
    }
  }

  private byte[] raw() {
    return ("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAccept: */*\r\n"
            + "Content-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n"
            + "Mcp-Method: call\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL)
        .getBytes();
  }

  @Test
  void givenSubscription_whenServerStops_thenItEndsWithItsResult() throws Exception {
    var listening = new CountDownLatch(1);
    gateway.on("subscriptions/listen", (request, related) -> {
      related.accept(NOTE.getBytes());
      listening.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        return ScriptedGateway.result(request, "{\"resultType\":\"complete\"}");
      }
      throw new AssertionError("nobody counts down");
    });
    var response = stream(
        modern(CALL.replace("\"call\"", "\"subscriptions/listen\""), "subscriptions/listen"));
    assertThat(listening.await(20, TimeUnit.SECONDS)).isTrue();

    server.close();

    assertThat(all(response))
        .extracting(SelfContainedPostTest::text)
        .last()
        .asString()
        .contains("complete");
  }

  @Test
  void givenSubscriberThatReadsNothing_whenMoreComesThanIsKept_thenItsStreamIsCut()
      throws Exception {
    var ended = new CompletableFuture<Boolean>();
    gateway.on("subscriptions/listen", (request, related) -> {
      for (int i = 0; !Thread.currentThread().isInterrupted() && i < 100_000; i++) {
        related.accept(
            Messages.notification("n/" + i, ("{\"x\":\"" + "y".repeat(9_000) + "\"}").getBytes()));
      }
      ended.complete(Thread.interrupted());
      return ScriptedGateway.result(request, "{}");
    });

    var response = stream(
        modern(CALL.replace("\"call\"", "\"subscriptions/listen\""), "subscriptions/listen"));

    assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(all(response))
        .extracting(SelfContainedPostTest::text)
        .noneMatch(text -> text.contains("result"));
  }

  @Test
  void givenIdleStream_whenPauseIsOver_thenItIsKeptAlive() throws Exception {
    var go = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      related.accept(NOTE.getBytes());
      go.await();
      return ScriptedGateway.result(request, "{}");
    });

    var lines = new ArrayList<String>();
    try (InputStream body = stream(modern(CALL)).body()) {
      await().until(() -> {
        lines.add(new String(body.readNBytes(1)));
        return String.join("", lines).contains("keep-alive");
      });
    } finally {
      go.countDown();
    }
  }

  private void answering(String result) {
    gateway.on("call", (request, related) -> ScriptedGateway.result(request, result));
  }

  private HttpRequest.Builder modern(String body) {
    return modern(body, "call");
  }

  private HttpRequest.Builder modern(String body, String method) {
    return post("/mcp", body)
        .header("MCP-Protocol-Version", "2026-07-28")
        .header("Mcp-Method", method);
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(30))
        .header("Accept", "application/json, text/event-stream")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<InputStream> stream(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  private static List<SseEvent> all(HttpResponse<InputStream> answer) throws IOException {
    List<SseEvent> events = new ArrayList<>();
    var reader = new SseReader(answer.body(), 100_000);
    for (Optional<SseEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static String text(SseEvent event) {
    return new String(event.data());
  }
}
