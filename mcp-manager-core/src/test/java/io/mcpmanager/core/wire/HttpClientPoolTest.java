package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.LeakFree;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LeakFree
final class HttpClientPoolTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final AtomicLong skippedTime = new AtomicLong();
  private HttpClientPool pool = pool(HttpClientLimits.DEFAULT);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void givenPostedBody_whenAnswered_thenItIsReadAndTheConnectionReused() throws IOException {
    try (var peer = HttpPeer.answering(OK)) {
      for (int i = 0; i < 3; i++) {
        try (var exchange = pool.exchange(post(peer, "{\"a\":1}"))) {
          HttpResponse response = exchange.send();

          assertThat(response.status()).isEqualTo(200);
          assertThat(response.header("content-LENGTH")).contains("2");
          assertThat(response.body().readAllBytes()).asString().isEqualTo("ok");
        }
      }
      assertThat(peer.connections).hasValue(1);
      assertThat(peer.requests).hasSize(3).allSatisfy(request -> {
        assertThat(request.head())
            .isEqualTo("POST /mcp?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + peer.port()
                + "\r\nX-Test: yes\r\nContent-Length: 7\r\n\r\n");
        assertThat(request.body()).asString().isEqualTo("{\"a\":1}");
      });
    }
  }

  @Test
  void givenLargeBodies_whenSentAndEchoed_thenTheyAreWhole() throws IOException {
    byte[] large = "0123456789".repeat(300_000).getBytes(UTF_8);
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n")
          .getBytes(UTF_8));
      out.write(request.body());
    })) {
      for (int i = 0; i < 2; i++) {
        var exchange = pool.exchange(request("POST", peer.uri(), large, LONG, LONG));

        assertThat(exchange.send().body().readAllBytes()).isEqualTo(large);
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenChunksInSinglePieces_whenRead_thenTheyAreJoinedAndTheConnectionReused()
      throws IOException {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + "3;ext=\"x\"\r\nabc\r\n0A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      for (byte b : chunked.getBytes(UTF_8)) {
        out.write(b);
        out.flush();
      }
    })) {
      for (int i = 0; i < 2; i++) {
        assertThat(get(peer)).isEqualTo("abc0123456789");
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenInformationalHeads_whenRead_thenTheyAreSkipped() throws IOException {
    try (var peer = HttpPeer.answering(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)) {
      assertThat(get(peer)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 202\r\nContent-Length: 0\r\n\r\n"
      })
  void givenResponseWithoutBody_whenReceived_thenTheConnectionIsFreeAtOnce(String response)
      throws IOException {
    try (var peer = HttpPeer.answering(response)) {
      assertThat(get(peer)).isEmpty();
      assertThat(get(peer)).isEmpty();
      assertThat(peer.connections).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\nuntil the end",
        "HTTP/1.0 200 OK\r\nContent-Length: 13\r\n\r\nuntil the end",
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 13\r\n\r\nuntil the end"
      })
  void givenConnectionThatEndsWithItsBody_whenRead_thenItIsNotReused(String response)
      throws IOException {
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write(response.getBytes(UTF_8));
      socket.close();
    })) {
      assertThat(get(peer)).isEqualTo("until the end");
      assertThat(get(peer)).isEqualTo("until the end");
      assertThat(peer.connections).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nA: b\r\n folded: c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\u0000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokk\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000000000000000\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n"
      })
  void givenResponseThatCouldBeReadInTwoWays_whenReceived_thenItIsRefused(String response)
      throws IOException {
    try (var peer = HttpPeer.answering(response)) {
      assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> get(peer));
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenHugeHeads_whenReceived_thenTheyAreRefused() throws IOException {
    String many = "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(201) + "\r\n";
    String large = "HTTP/1.1 200 OK\r\na: " + "b".repeat(64 * 1024) + "\r\n\r\n";
    String interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(4_000);
    String fits =
        "HTTP/1.1 200 OK\r\na: " + "b".repeat(60 * 1024) + "\r\nContent-Length: 0\r\n\r\n";
    for (String response : List.of(many, large, interim)) {
      try (var peer = HttpPeer.answering(response)) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> get(peer));
      }
    }
    try (var peer = HttpPeer.answering(fits)) {
      assertThat(get(peer)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"
      })
  void givenPeerThatClosesEarly_whenReceived_thenItFailsAndIsNotSentAgain(String response)
      throws IOException {
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write(response.getBytes(UTF_8));
      socket.close();
    })) {
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> get(peer));
      assertThat(peer.requests).hasSize(1);
    }
  }

  @Test
  void givenReusedConnectionClosedAfterTheRequest_whenReceived_thenItIsNotSentAgain()
      throws IOException {
    var count = new AtomicInteger();
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      if (count.incrementAndGet() == 1) {
        out.write(OK.getBytes(UTF_8));
      } else {
        socket.close();
      }
    })) {
      get(peer);

      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> get(peer));
      assertThat(peer.requests).hasSize(2);
    }
  }

  @Test
  void givenRestingConnectionThatPeerClosed_whenNextRequestIsSent_thenItGoesOverANewOne()
      throws IOException {
    try (var peer = HttpPeer.answering(OK)) {
      get(peer);
      peer.hangUp();

      assertThat(get(peer)).isEqualTo("ok");
      assertThat(peer.connections).hasValue(2);
    }
  }

  @Test
  void givenBytesNobodyAskedFor_whenConnectionRests_thenItIsNotUsedAgain() throws IOException {
    try (var peer = HttpPeer.answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")) {
      assertThat(get(peer)).isEqualTo("ok");
      assertThat(get(peer)).isEqualTo("ok");
      assertThat(peer.connections).hasValue(2);
    }
  }

  @Test
  void givenSilentPeer_whenTheHeadIsDue_thenItTimesOut() throws IOException {
    try (var peer =
        HttpPeer.answering((request, out, socket) -> out.write("HTTP/1.1 2".getBytes(UTF_8)))) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, Duration.ofMillis(80), LONG));

      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(exchange::send);
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenHeadThatDrips_whenItIsDue_thenItTimesOutAllTheSame() throws IOException {
    var stop = new CountDownLatch(1);
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
      while (!stop.await(10, TimeUnit.MILLISECONDS)) {
        out.write("a: b\r\n".getBytes(UTF_8));
      }
    })) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, Duration.ofMillis(150), LONG));

      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(exchange::send);
      stop.countDown();
    }
  }

  @Test
  void givenBodyThatStalls_whenReadTimeoutPasses_thenItFails() throws IOException {
    try (var peer = HttpPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok")) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, LONG, Duration.ofMillis(50)));
      var body = exchange.send().body();

      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(body::readAllBytes);
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenPeerThatDoesNotRead_whenALargeBodyIsSent_thenItTimesOut() throws IOException {
    var stop = new CountDownLatch(1);
    try (var peer = HttpPeer.answering((request, out, socket) -> stop.await())) {
      var exchange = pool.exchange(
          request("POST", peer.uri(), new byte[60_000_000], Duration.ofMillis(200), LONG));

      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(exchange::send);
      stop.countDown();
    }
  }

  @Test
  void givenPeerThatRefusesALargeBodyEarly_whenSent_thenItsAnswerIsRead() throws IOException {
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno".getBytes(UTF_8));
      out.flush();
      socket.close();
    })) {
      var response = pool.exchange(request("POST", peer.uri(), new byte[60_000_000], LONG, LONG))
          .send();

      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body().readAllBytes()).asString().isEqualTo("no");
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenEventStream_whenItsEventsCome_thenEachIsReadAtOnceAndClosingCancels() throws Exception {
    var next = new CountDownLatch(1);
    try (var peer = HttpPeer.answering((request, out, socket) -> {
      out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"
          .getBytes(UTF_8));
      next.await();
      out.write("9\r\ndata: 2\n\n\r\n".getBytes(UTF_8));
    })) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, LONG, Duration.ZERO));
      var reader = new SseReader(exchange.send().body(), 1000);

      assertThat(reader.next().orElseThrow().data()).asString().isEqualTo("1");
      next.countDown();
      assertThat(reader.next().orElseThrow().data()).asString().isEqualTo("2");

      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var waiting = executor.submit(reader::next);
        exchange.close();

        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(waiting::get)
            .withMessageContaining("the exchange was closed");
      }
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenExchangeWaitingForItsHead_whenClosedByAnotherThread_thenItFailsAtOnce()
      throws Exception {
    var arrived = new CountDownLatch(1);
    try (var peer = HttpPeer.answering((request, out, socket) -> arrived.countDown());
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, LONG, LONG));
      var sending = executor.submit(exchange::send);
      arrived.await();
      exchange.close();

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(sending::get)
          .withMessageContaining("the exchange was closed");
      assertThatIllegalStateException().isThrownBy(exchange::send);
    }
  }

  @Test
  void givenRestOfBodyOnItsWay_whenBodyIsClosed_thenTheConnectionIsKept() throws IOException {
    try (var peer = HttpPeer.answering(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")) {
      for (int i = 0; i < 2; i++) {
        try (var body =
            pool.exchange(request("GET", peer.uri(), null, LONG, LONG)).send().body()) {
          assertThat(body.readNBytes(2)).asString().isEqualTo("ok");
        }
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenUnfinishedBody_whenClosed_thenItsBytesNeverReachTheNextRequest() throws IOException {
    var count = new AtomicInteger();
    try (var peer = HttpPeer.answering((request, out, socket) -> out.write(
        count.incrementAndGet() == 1
            ? "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nsecret".getBytes(UTF_8)
            : OK.getBytes(UTF_8)))) {
      pool.exchange(request("GET", peer.uri(), null, LONG, LONG)).send().body().close();

      assertThat(get(peer)).isEqualTo("ok");
      assertThat(peer.connections).hasValue(2);
    }
  }

  @Test
  void givenAllConnectionsBusy_whenOneIsFreed_thenTheNextExchangeGetsIt() throws Exception {
    pool.close();
    pool = pool(new HttpClientLimits(1, 1, LONG, LONG, 1024, 10));
    try (var peer = HttpPeer.answering(OK);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = pool.exchange(request("GET", peer.uri(), null, LONG, LONG));
      var body = first.send().body();
      Future<String> second = executor.submit(() -> get(peer));
      var third = pool.exchange(request("GET", peer.uri(), null, LONG, LONG));
      var cancelled = executor.submit(third::send);
      third.close();

      assertThatExceptionOfType(ExecutionException.class).isThrownBy(cancelled::get);
      assertThat(second.isDone()).isFalse();
      body.readAllBytes();
      assertThat(second.get()).isEqualTo("ok");
      assertThat(peer.connections).hasValue(1);
    }
  }

  @Test
  void givenAllConnectionsBusy_whenNoneBecomesFree_thenItTimesOut() throws IOException {
    pool.close();
    pool = pool(new HttpClientLimits(1, 1, LONG, Duration.ofMillis(50), 1024, 10));
    try (var peer = HttpPeer.answering(OK)) {
      pool.exchange(request("GET", peer.uri(), null, LONG, LONG)).send();

      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> get(peer))
          .withMessageContaining("became free");
    }
  }

  @Test
  void givenRestingConnections_whenTheirTimeIsOver_thenTheyAreClosedAndNotUsed()
      throws IOException {
    try (var peer = HttpPeer.answering(
        "HTTP/1.1 200 OK\r\nKeep-Alive: max=5, timeout=5\r\nContent-Length: 2\r\n\r\nok")) {
      get(peer);
      skippedTime.addAndGet(Duration.ofMillis(3_500).toNanos());
      get(peer);
      assertThat(peer.connections).hasValue(1);

      skippedTime.addAndGet(Duration.ofMillis(4_001).toNanos());
      get(peer);
      assertThat(peer.connections).hasValue(2);

      skippedTime.addAndGet(Duration.ofMillis(4_001).toNanos());
      pool.evict();
      assertThat(pool.counts()).containsExactly(0, 0);
    }
  }

  @Test
  void givenManyThreads_whenTheyCallAtOnce_thenEachGetsItsOwnAnswer() throws Exception {
    pool.close();
    pool = pool(new HttpClientLimits(20, 10, LONG, LONG, 1024, 10));
    try (var peer = HttpPeer.answering((request, out, socket) -> {
          out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n")
              .getBytes(UTF_8));
          out.write(request.body());
        });
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Future<?>>();
      for (int t = 0; t < 100; t++) {
        String text = "call " + t;
        calls.add(executor.submit(() -> {
          for (int i = 0; i < 50; i++) {
            try (var exchange = pool.exchange(post(peer, text + " " + i))) {
              assertThat(exchange.send().body().readAllBytes())
                  .asString()
                  .isEqualTo(text + " " + i);
            }
          }
          return null;
        }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(peer.requests).hasSize(5_000);
      assertThat(pool.counts().get(0)).isLessThanOrEqualTo(20);
      assertThat(pool.counts().get(1)).isEqualTo(pool.counts().get(0));
    }
  }

  @Test
  void givenNobodyListening_whenSent_thenItIsAConnectException() throws IOException {
    var unused = new ServerSocket(0);
    unused.close();
    var nowhere = URI.create("http://127.0.0.1:" + unused.getLocalPort());

    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(
            () -> pool.exchange(request("GET", nowhere, null, LONG, LONG)).send());
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> pool.exchange(
            request("GET", URI.create("http://no-such-host.invalid/"), null, LONG, LONG))
        .send());
    assertThat(pool.counts()).containsExactly(0, 0);
  }

  @Test
  void givenClosedPool_whenUsed_thenRunningAndNewExchangesFail() throws Exception {
    var arrived = new CountDownLatch(1);
    try (var peer = HttpPeer.answering((request, out, socket) -> arrived.countDown());
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending = executor.submit(() -> get(peer));
      arrived.await();
      pool.close();

      assertThatExceptionOfType(ExecutionException.class).isThrownBy(sending::get);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> get(peer))
          .withMessage("the client was closed");
    }
  }

  @Test
  void givenServerListeningOnOneOfTheHostsAddresses_whenSent_thenItIsFound() throws IOException {
    try (var peer = HttpPeer.answering(OK)) {
      var uri = URI.create("http://localhost:" + peer.port());
      var exchange = pool.exchange(request("GET", uri, null, LONG, LONG));

      assertThat(exchange.send().body().readAllBytes()).asString().isEqualTo("ok");
      assertThat(peer.requests.element().head()).startsWith("GET / HTTP/1.1\r\nHost: localhost:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\u0000", "a\u007f", "\u0100"})
  void givenHeaderValueThatIsMoreThanAValue_whenPrepared_thenItIsRefused(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> prepare("GET", "http://a/", "X", value));
  }

  @Test
  void givenRequestThatIsNoProperHttp_whenPrepared_thenItIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepare("GET", "http://a/", "X\r\nY", "v"));
    assertThatIllegalArgumentException().isThrownBy(() -> prepare("GET", "http://a/", "", "v"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepare("GET", "http://a/", "Content-length", "5"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepare("GET", "http://a/", "transfer-encoding", "chunked"));
    assertThatIllegalArgumentException().isThrownBy(() -> prepare("G ET", "http://a/", "X", "v"));
    assertThatIllegalArgumentException().isThrownBy(() -> prepare("GET", "ftp://a/", "X", "v"));
    assertThatIllegalArgumentException().isThrownBy(() -> prepare("GET", "/relative", "X", "v"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepare("GET", "http://user@a/", "X", "v"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prepare("GET", "http://a/\u00e9", "X", "v"));
  }

  @Test
  void givenDroppedExchange_whenClosedTwice_thenThePoolStaysCorrect() throws IOException {
    try (var peer = HttpPeer.answering(OK)) {
      var exchange = pool.exchange(request("GET", peer.uri(), null, LONG, LONG));
      var body = exchange.send().body();
      body.readAllBytes();
      body.close();
      exchange.close();
      exchange.close();

      await().untilAsserted(() -> assertThat(pool.counts()).containsExactly(1, 1));
    }
  }

  private void prepare(String method, String uri, String name, String value) {
    pool.exchange(new HttpRequest(
        method, URI.create(uri), List.of(new HttpHeader(name, value)), null, LONG, LONG));
  }

  private String get(HttpPeer peer) throws IOException {
    try (var exchange = pool.exchange(request("GET", peer.uri(), null, LONG, LONG))) {
      return new String(exchange.send().body().readAllBytes(), ISO_8859_1);
    }
  }

  private static HttpRequest post(HttpPeer peer, String body) {
    return request("POST", peer.uri(), body.getBytes(UTF_8), LONG, LONG);
  }

  private static HttpRequest request(
      String method, URI uri, byte[] body, Duration headTimeout, Duration readTimeout) {
    return new HttpRequest(
        method, uri, List.of(new HttpHeader("X-Test", "yes")), body, headTimeout, readTimeout);
  }

  private HttpClientPool pool(HttpClientLimits limits) {
    return new HttpClientPool(
        limits, Destinations.ANY, () -> System.nanoTime() + skippedTime.get());
  }
}
