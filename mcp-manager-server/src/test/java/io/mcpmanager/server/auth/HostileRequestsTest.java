package io.mcpmanager.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostileRequestsTest {

  private static final String SMUGGLED = "GET /health HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n";

  @TempDir
  Path folder;

  private @Nullable ClosedServer server;

  private ClosedServer server(String... settings) {
    ClosedServer started = new ClosedServer(folder, settings);
    server = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +5\r\n\r\nabcde",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
        "Content-Length: 5, 6\r\n\r\nabcde",
        "Content-Length: 0x5\r\n\r\nabcde",
        "Content-Length: 99999999999999999999\r\n\r\nabcde",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"
      })
  void givenABodyWithoutAClearEnd_whenSent_thenItIsRefusedAndNothingBehindItIsRead(String rest)
      throws Exception {
    ClosedServer started = server();
    try (Socket socket = started.connect()) {
      String request =
          "POST /api/v1/auth/revoke HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + rest + SMUGGLED;
      socket
          .getOutputStream()
          .write(request
              .replace("PORT", Integer.toString(started.port()))
              .getBytes(StandardCharsets.US_ASCII));

      var first = ClosedServer.read(socket);

      assertThat(first.status()).as(first.body()).isEqualTo(400);
      assertThat(restOf(socket)).isEmpty();
    }
  }

  private static String restOf(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException closed) {
      return "";
    }
  }

  @Test
  void givenTooMuch_whenSentByNobody_thenItIsNotReadToItsEnd() throws Exception {
    ClosedServer started = server();

    assertThat(started
            .post("/api/v1/auth/sign-in", "{\"name\":\"" + "a".repeat(20_000) + "\"}")
            .code())
        .isEqualTo("TOO_LARGE");
    assertThat(started.get("/health", "X-Long: " + "a".repeat(20_000)).status()).isIn(400, 431);
    assertThat(started
            .get("/api/v1/servers", "Authorization: Bearer " + "a".repeat(9000))
            .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%0d%0aSet-Cookie:%20a=b", "\u0085Set-Cookie: a=b", "a%00b"})
  void givenLineEndsInWhatIsEchoed_whenAsked_thenNoHeaderComesOfThem(String text) throws Exception {
    ClosedServer started = server();
    String key = "Authorization: Bearer " + started.key("servers:read", "servers:write");

    var path = started.get("/api/v1/servers/" + text, key);
    var id = started.get("/health", "X-Request-Id: " + text);

    assertThat(path.headers()).doesNotContainKey("set-cookie");
    assertThat(id.headers()).doesNotContainKey("set-cookie");
    assertThat(id.header("X-Request-Id")).doesNotContain("Set-Cookie");
  }

  @Test
  void givenALimit_whenSixtyFourAskAtATime_thenItIsKeptToOnePercent() throws Exception {
    int most = 2000;
    ClosedServer started = server("limits.low", most + "/h");
    String bearer = "Authorization: Bearer " + started.keyOfTier("low", "servers:read") + "\r\n";
    String request = ("GET /api/v1/auth/session HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n" + bearer
            + "\r\n")
        .replace("PORT", Integer.toString(started.port()));
    var allowed = new AtomicLong();
    var refused = new AtomicLong();
    var start = new CountDownLatch(1);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < 64; i++) {
        running.add(clients.submit(() -> {
          start.await();
          try (Socket socket = started.connect()) {
            for (int n = 0; n < 2 * most / 64; n++) {
              socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
              int status = ClosedServer.read(socket).status();
              (status == 200 ? allowed : refused).incrementAndGet();
            }
          }
          return null;
        }));
      }
      start.countDown();
      for (Future<?> one : running) {
        var ignored = one.get();
      }
    }

    assertThat(allowed.get()).isBetween((long) most, most + most / 100L);
    assertThat(refused.get()).isPositive();
  }

  @Test
  void givenALimit_whenItIsReached_thenTheAnswerSaysWhichAndWhenToComeAgain() throws Exception {
    ClosedServer started = server("limits.low", "3/m 100/h");
    String key = "Authorization: Bearer " + started.keyOfTier("low", "servers:read");

    var first = started.get("/api/v1/servers", key);
    started.get("/api/v1/servers", key);
    started.get("/api/v1/servers", key);
    var over = started.get("/api/v1/servers", key);

    assertThat(first.header("X-RateLimit-Limit")).isEqualTo("3");
    assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("2");
    assertThat(over.status()).isEqualTo(429);
    assertThat(over.code()).isEqualTo("RATE_LIMITED");
    assertThat(over.json().path("error").asText()).contains("at most 3 requests a minute");
    assertThat(Integer.parseInt(over.header("Retry-After"))).isBetween(15, 21);
    assertThat(over.header("X-RateLimit-Remaining")).isEqualTo("0");
  }

  @Test
  void givenAnAddress_whenItGuessesTooOften_thenItIsNotListenedToForAWhile() throws Exception {
    ClosedServer started = server("limits.address", "5/m");
    for (int i = 0; i < 5; i++) {
      assertThat(started
              .get("/api/v1/servers", "Authorization: Bearer mcp_k_guess" + i)
              .status())
          .isEqualTo(401);
    }

    var over = started.get("/api/v1/servers", "Authorization: Bearer mcp_k_another");

    assertThat(over.status()).isEqualTo(429);
    assertThat(over.header("Retry-After")).isNotEmpty();
  }

  @Test
  void givenABodyThatDrips_whenNobodyKnowsItsSender_thenItIsNotWaitedForLong() throws Exception {
    ClosedServer started = server();
    try (Socket socket = started.connect()) {
      String head = "POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: 127.0.0.1:" + started.port()
          + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      try (var drops = Executors.newSingleThreadScheduledExecutor()) {
        var dripping = drops.scheduleAtFixedRate(
            () -> drip(socket), 0, 200, java.util.concurrent.TimeUnit.MILLISECONDS);
        socket.setSoTimeout(20_000);
        var reply = ClosedServer.read(socket);
        dripping.cancel(true);

        assertThat(reply.status()).isIn(0, 408);
      }
    }
  }

  private static void drip(Socket socket) {
    try {
      socket.getOutputStream().write(' ');
    } catch (IOException closed) {
      throw new java.io.UncheckedIOException(closed);
    }
  }
}
