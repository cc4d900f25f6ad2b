package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketFeatureTest {

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\"}";
  private static final String MODERN =
      "{\"jsonrpc\":\"2.0\",\"id\":\"m\",\"method\":\"call\",\"params\":{\"_meta\":"
          + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ManualClock clock = new ManualClock();
  private final McpLimits limits = new McpLimits(
      200_000,
      Duration.ofSeconds(5),
      Duration.ofMillis(50),
      Duration.ofSeconds(1),
      256,
      1_000_000,
      1 << 20);
  private final WebSocketFeature feature = new WebSocketFeature(new WebSocketContext(
      gateway,
      clock,
      new SlowClients(new ManualClock(), Duration.ofSeconds(30)),
      limits,
      new MessageMemory(limits.maxHeldBytes())));
  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(feature));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Ear ear = new Ear();

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp/ws", "/mcp/servers/files/ws"})
  void givenConnection_whenMessagesAreSent_thenItIsOneSession(String path) throws Exception {
    gateway.on("call", (request, related) -> {
      related.accept("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}".getBytes(UTF_8));
      return ScriptedGateway.result(request, "{\"ok\":true}");
    });
    WebSocket socket = connect(path);

    assertThat(socket.getSubprotocol()).isEqualTo("mcp");
    send(socket, INITIALIZE);
    assertThat(ear.next()).contains("\"id\":0", "\"result\"");
    send(socket, CALL);
    assertThat(ear.next()).contains("notifications/progress");
    assertThat(ear.next()).contains("\"id\":7", "\"ok\":true");
    assertThat(gateway.opened()).isEqualTo(1);
    gateway.only().push("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    assertThat(ear.next()).contains("list_changed");
  }

  @Test
  void givenRequestWithItsRevision_whenSent_thenItIsServedBesideTheSession() throws Exception {
    gateway.on("call", (request, related) -> ScriptedGateway.result(request, "{\"alone\":true}"));
    WebSocket socket = connect("/mcp/ws");

    send(socket, MODERN);

    assertThat(ear.next()).contains("\"alone\":true");
    assertThat(gateway.exchanges).hasValue(1);
  }

  @Test
  void givenRequestWithItsRevision_whenCancelled_thenWhoWorksOnItIsInterrupted() throws Exception {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    gateway.on("call", (request, related) -> {
      running.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
      throw new AssertionError();
    });
    WebSocket socket = connect("/mcp/ws");
    send(socket, MODERN);
    running.await();

    send(
        socket,
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"m\"}}");

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    send(socket, INITIALIZE);
    assertThat(ear.next()).contains("\"id\":0");
  }

  @Test
  void givenLongMessages_whenSentBothWays_thenTheyAreWhole() throws Exception {
    String text = "\u00e4\uD83D\uDE00x".repeat(20_000);
    gateway.on("call", (request, related) -> ScriptedGateway.result(request, "\"" + text + "\""));
    WebSocket socket = connect("/mcp/ws");

    send(
        socket,
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"call\",\"params\":{\"x\":\""
            + "y".repeat(150_000) + "\"}}");

    assertThat(ear.next()).contains(text);
  }

  @Test
  void givenMessageInFrames_whenSent_thenItIsPutTogether() throws Exception {
    WebSocket socket = connect("/mcp/ws");

    socket.sendText(INITIALIZE.substring(0, 20), false).join();
    socket.sendText(INITIALIZE.substring(20), true).join();

    assertThat(ear.next()).contains("\"id\":0");
  }

  @Test
  void givenMessageThatIsTooLong_whenSent_thenTheConnectionEnds() throws Exception {
    WebSocket socket = connect("/mcp/ws");

    send(socket, "x".repeat(200_001));

    assertThat(ear.closed()).isEqualTo(1009);
    await().until(() -> gateway.open() == 0);
  }

  @Test
  void givenBinaryMessage_whenSent_thenTheConnectionEnds() throws Exception {
    WebSocket socket = connect("/mcp/ws");

    socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();

    assertThat(ear.closed()).isEqualTo(1003);
  }

  @Test
  void givenMalformedMessage_whenSent_thenTheErrorSaysHow() throws Exception {
    WebSocket socket = connect("/mcp/ws");

    send(socket, "{");

    assertThat(ear.next()).contains("-32700");
  }

  @Test
  void givenConnection_whenClosed_thenItsSessionEnds() throws Exception {
    WebSocket socket = connect("/mcp/ws");
    await().until(() -> gateway.open() == 1);

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

    await().until(() -> gateway.open() == 0);
    await().until(() -> feature.open() == 0);
  }

  @Test
  void givenConnection_whenSomebodyEndsItsSession_thenItIsClosed() throws Exception {
    var ignored = connect("/mcp/ws");
    await().until(() -> gateway.open() == 1);

    gateway.end(CallContext.system("test"), "1");

    assertThat(ear.closed()).isEqualTo(1000);
    await().until(() -> feature.open() == 0);
  }

  @Test
  void givenClientThatAnswersNoPing_whenTimePasses_thenItIsDropped() throws Exception {
    var ignored = connect("/mcp/ws");
    await().until(() -> gateway.open() == 1);
    ear.request = false;

    await().until(() -> {
      clock.advance(Duration.ofSeconds(1));
      return gateway.open() == 0;
    });
  }

  @Test
  void givenUnknownServer_whenConnected_thenTheConnectionEndsWithTheReason() {
    var ignored = connect("/mcp/servers/nobody/ws");

    assertThat(ear.closed()).isEqualTo(1008);
  }

  @Test
  void givenOtherSubprotocol_whenConnecting_thenItIsRefused() {
    assertThatThrownBy(() -> client
            .newWebSocketBuilder()
            .subprotocols("graphql-ws")
            .buildAsync(uri("ws", "/mcp/ws"), ear)
            .join())
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void givenPageOfAnotherSite_whenConnecting_thenItIsRefused() {
    assertThatThrownBy(() -> client
            .newWebSocketBuilder()
            .header("Origin", "http://evil.example")
            .buildAsync(uri("ws", "/mcp/ws"), ear)
            .join())
        .hasMessageContaining("WebSocketHandshakeException");
    assertThat(gateway.opened()).isZero();
  }

  @Test
  void givenPlainRequest_whenSent_thenTheUpgradeIsAskedFor() throws Exception {
    var answer = client.send(
        HttpRequest.newBuilder(uri("http", "/mcp/ws")).GET().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(426);
    assertThat(answer.body()).contains("WebSocket");
  }

  @Test
  void givenConnection_whenTheServerStops_thenItIsTold() throws Exception {
    var ignored = connect("/mcp/ws");
    await().until(() -> feature.open() == 1);

    server.close();

    assertThat(ear.closed()).isEqualTo(1001);
  }

  private WebSocket connect(String path) {
    return client
        .newWebSocketBuilder()
        .subprotocols("mcp")
        .buildAsync(uri("ws", path), ear)
        .join();
  }

  private static void send(WebSocket socket, String message) {
    socket.sendText(message, true).join();
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
  }

  private static final class Ear implements WebSocket.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean request = true;

    String next() throws InterruptedException {
      String message = heard.poll(20, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      return message;
    }

    Integer closed() {
      try {
        return closed.poll(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        heard.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
      if (request) {
        socket.request(1);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.add(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.add(-1);
    }
  }
}
