package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients on bare sockets that stop reading in the middle of what they asked for. */
final class SlowClientsTest {

  private static final int HUGE = 50 << 20;
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{}}";

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final ManualClock slowClock = new ManualClock();
  private final McpLimits limits = new McpLimits(
      10_000,
      Duration.ofSeconds(5),
      Duration.ofMillis(50),
      Duration.ofSeconds(1),
      256,
      1_000_000,
      HUGE + (1 << 20));
  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(new McpFeature(
          gateway,
          new ManualClock(),
          new SlowClients(slowClock, Duration.ofSeconds(30)),
          limits,
          new MessageMemory(limits.maxHeldBytes()),
          ScopeChallenges.NONE)));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void givenAClientThatStopsReadingAHugeAnswer_whenItsTimeIsOver_thenItIsCutOffAndItsMemoryFree()
      throws Exception {
    gateway.on("huge", (request, related) -> huge(HUGE));
    gateway.on("small", (request, related) -> ScriptedGateway.result(request, "{}"));
    String session = open();
    try (Socket slow = post(session, "huge")) {
      assertThat(slow.getInputStream().readNBytes(1000)).hasSize(1000);

      // others are served while it does not read, but there is no room for a second such answer
      assertThat(answer(session, "small")).contains("\"result\":{}");
      assertThat(answer(session, "huge")).contains("the answer of " + HUGE + " bytes was dropped");

      cutOffWhoTakesNothing();

      assertThat(readToTheEnd(slow)).isLessThan(HUGE);
    }
    assertThat(answer(session, "huge")).contains("xxxxxxxx");
  }

  @Test
  void givenALongAnswer_whenItIsWrittenInPieces_thenEveryByteIsInItsPlace() throws Exception {
    String text = IntStream.range(0, 100_000).mapToObj(i -> i + ",").collect(joining());
    gateway.on("long", (request, related) -> ScriptedGateway.result(request, '"' + text + '"'));
    gateway.on("short", (request, related) -> ScriptedGateway.result(request, "{}"));
    String session = open();

    String answer = answer(session, "long");

    assertThat(answer.indexOf(text)).isPositive();
    assertThat(answer).endsWith(text + "\"}");
    assertThat(answer(session, "short")).contains("\"result\":{}");
  }

  @Test
  void givenAClientThatReadsSlowly_whenItAlwaysTakesSome_thenItGetsTheWholeAnswer()
      throws Exception {
    gateway.on("huge", (request, related) -> huge(HUGE));
    String session = open();
    try (Socket slow = post(session, "huge")) {
      long read = 0;
      InputStream in = slow.getInputStream();
      while (read < HUGE) {
        slowClock.advance(Duration.ofSeconds(20));
        read += in.readNBytes(Math.min(10 << 20, (int) (HUGE - read))).length;
      }
      assertThat(read).isEqualTo(HUGE);
    }
  }

  @Test
  void givenAClientThatDoesNotReadItsStream_whenMuchIsSaidOnIt_thenItIsCutOffAndNobodyWaits()
      throws Exception {
    gateway.on("ping", (request, related) -> ScriptedGateway.result(request, "{}"));
    String session = open();
    try (Socket slow = get(session)) {
      assertThat(slow.getInputStream().readNBytes(100)).hasSize(100);
      await().until(() -> gateway.only().attached());
      String message = new String(huge(500_000), UTF_8);
      var said = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> {
        for (int i = 0; i < 200; i++) {
          gateway.only().push(message);
        }
        said.countDown();
      });

      assertThat(said.await(10, TimeUnit.SECONDS))
          .as("who says something waits for nobody")
          .isTrue();
      assertThat(answer(session, "ping")).contains("\"result\":{}");

      cutOffWhoTakesNothing();

      assertThat(readToTheEnd(slow)).isLessThan(100_000_000);
    }
  }

  /** Time goes by for whoever is being written to; who starts to write later has all of it again. */
  private void cutOffWhoTakesNothing() throws InterruptedException {
    var paced = new CountDownLatch(1);
    for (int i = 0; i < 12; i++) {
      slowClock.advance(Duration.ofSeconds(10));
      assertThat(paced.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private static byte[] huge(int length) {
    byte[] frame = Messages.result(RequestId.of(7), "\"\"".getBytes(UTF_8));
    String text = new String(frame, UTF_8);
    return text.replace("\"\"", "\"" + "x".repeat(length - frame.length) + "\"").getBytes(UTF_8);
  }

  private String open() throws IOException {
    try (Socket socket = send("POST", "", INITIALIZE)) {
      String head = head(socket.getInputStream());
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("mcp-session-id:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  private String answer(String session, String method) throws IOException {
    try (Socket socket = post(session, method)) {
      String head = head(socket.getInputStream());
      int length = head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
          .mapToInt(
              line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow();
      return new String(socket.getInputStream().readNBytes(length), UTF_8);
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the head of an answer").isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private Socket post(String session, String method) throws IOException {
    return send(
        "POST",
        "Mcp-Session-Id: " + session + "\r\n",
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\"}");
  }

  private Socket get(String session) throws IOException {
    return send("GET", "Mcp-Session-Id: " + session + "\r\n", "");
  }

  private Socket send(String method, String headers, String body) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(32 * 1024);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    socket
        .getOutputStream()
        .write((method + " /mcp HTTP/1.1\r\nHost: localhost:" + server.port()
                + "\r\nAccept: application/json, text/event-stream\r\n"
                + "Content-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
            .getBytes(US_ASCII));
    return socket;
  }

  private static long readToTheEnd(Socket socket) {
    long total = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = socket.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
      }
    } catch (IOException reset) {
      // a connection that was cut may also end like this
      return total;
    }
    return total;
  }
}
