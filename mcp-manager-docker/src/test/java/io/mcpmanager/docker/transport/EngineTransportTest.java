package io.mcpmanager.docker.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.engine.EngineVersion;
import io.mcpmanager.docker.testkit.ScriptedEngine;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines as they should not be. */
@LeakFree
final class EngineTransportTest {

  @TempDir
  private Path folder;

  private final ManualClock clock = new ManualClock();
  private final EngineTransport transport = new EngineTransport(clock);
  private ScriptedEngine engine;

  @BeforeEach
  void start() throws Exception {
    engine = ScriptedEngine.at(socket());
    transport.connectTo(new EngineAddress.UnixSocket(socket()));
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    engine.close();
    assertThat(transport.exchanges()).as("open exchanges").isZero();
    assertThat(clock.pending()).as("deadlines").isZero();
  }

  private Path socket() {
    return folder.resolve("engine.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 999 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200",
        ""
      })
  void givenSomethingThatIsNoHttp_whenAsked_thenItIsCalledBroken(String answer) {
    engine.on("/x", e -> e.write(answer));

    assertThatThrownBy(() -> get("/x"))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.fault()).isEqualTo(Fault.BROKEN));
  }

  @Test
  void givenAnEndlessHead_whenAsked_thenItIsCutShort() {
    engine.on("/x", e -> {
      e.write("HTTP/1.1 200 OK\r\n");
      while (true) {
        e.write("X-Header: " + "x".repeat(1000) + "\r\n");
      }
    });

    assertThatThrownBy(() -> get("/x")).hasMessageContaining("longer than expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\n{\"half",
        "Transfer-Encoding: chunked\r\n\r\n64\r\n{\"half",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"half\r\n",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"half",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"half-too-long\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-6\r\n{\"half\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n{\"half\r\n",
        "Transfer-Encoding: chunked\r\n\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzebra\r\n"
      })
  void givenAnAnswerThatBreaksOff_whenItIsRead_thenThatIsAnErrorAndNoEnd(String rest)
      throws Exception {
    engine.on("/x", e -> e.write("HTTP/1.1 200 OK\r\n" + rest));

    try (EngineResponse response = get("/x")) {
      assertThatThrownBy(() -> response.getBody().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void givenChunksWithExtensionsAndTrailers_whenTheyAreRead_thenTheyAreOneBody() throws Exception {
    engine.on(
        "/x",
        e -> e.write(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                + "transfer-encoding: Chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"));

    try (EngineResponse response = get("/x")) {
      assertThat(response.getBody().readAllBytes()).asString(UTF_8).isEqualTo("abcde");
      assertThat(transport.exchanges()).as("free once it has been read").isZero();
    }
  }

  @Test
  void givenAnEngineThatDoesNotAnswer_whenTheDeadlinePasses_thenThatIsSaid() throws Exception {
    var asked = new CountDownLatch(1);
    engine.on("/containers/json", e -> {
      asked.countDown();
      engine.hold();
    });
    CompletableFuture<EngineResponse> call =
        CompletableFuture.supplyAsync(() -> get("/containers/json"));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    clock.advance(Duration.ofSeconds(61));

    assertThat(call)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.fault()).isEqualTo(Fault.NOT_ANSWERING));
  }

  @Test
  void givenAnEngineThatDripsItsAnswer_whenTheDeadlinePasses_thenReadingEnds() throws Exception {
    engine.on("/info", e -> {
      e.begin();
      e.chunk("{");
      engine.hold();
    });

    try (EngineResponse response = get("/info")) {
      InputStream body = response.getBody();
      assertThat(body.read()).isEqualTo('{');
      CompletableFuture<Void> advancing =
          CompletableFuture.runAsync(() -> clock.advance(Duration.ofSeconds(11)));
      assertThatThrownBy(body::read).hasMessageContaining("in time");
      advancing.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void givenAStream_whenItIsSilentForDays_thenItGoesOn() throws Exception {
    var more = new CountDownLatch(1);
    engine.on("/events", e -> {
      e.begin();
      assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
      e.chunk("x");
      engine.hold();
    });

    try (EngineResponse response = get("/events")) {
      clock.advance(Duration.ofDays(3));
      more.countDown();
      assertThat(response.getBody().read()).isEqualTo('x');
    }
  }

  @Test
  void givenAThreadThatReads_whenItIsInterrupted_thenItEnds() throws Exception {
    engine.on("/events", e -> {
      e.begin();
      engine.hold();
    });
    var ended = new AtomicReference<Exception>();
    try (EngineResponse response = get("/events")) {
      Thread reader = Thread.ofVirtual().start(() -> {
        try {
          var ignored = response.getBody().read();
        } catch (IOException e) {
          ended.set(e);
        }
      });
      reader.interrupt();
      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(ended.get()).isNotNull();
  }

  @Test
  void givenAThreadThatReads_whenTheTransportIsClosed_thenItEnds() throws Exception {
    engine.on("/events", e -> {
      e.begin();
      engine.hold();
    });
    try (EngineResponse response = get("/events")) {
      Thread reader = Thread.ofVirtual().start(() -> {
        try {
          var ignored = response.getBody().read();
        } catch (IOException e) {
          // ended
        }
      });
      transport.close();
      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
    assertThatThrownBy(() -> get("/x")).hasMessageContaining("stopping");
  }

  @Test
  void givenAnEngineThatRefusesAnUpload_whenItIsStillGoingOn_thenWhatItSaysIsHeard()
      throws Exception {
    engine.on("/build", e -> e.status(500, "{\"message\":\"no space left on device\"}"));
    Request request = Request.builder()
        .method(Request.Method.POST)
        .path("/build")
        .body(new ByteArrayInputStream(new byte[20_000_000]))
        .build();

    try (EngineResponse response = transport.execute(request)) {
      assertThat(response.getStatusCode()).isEqualTo(500);
      assertThat(response.getBody().readAllBytes()).asString(UTF_8).contains("no space left");
    }
  }

  @Test
  void givenAnUpload_whenItIsSent_thenItComesInChunks() throws Exception {
    var got = new ByteArrayOutputStream();
    engine.on("/build", e -> {
      new ChunkedInput(e.in()).transferTo(got);
      e.json("{}");
    });
    byte[] body = "0123456789".repeat(30_000).getBytes(UTF_8);
    Request request = Request.builder()
        .method(Request.Method.POST)
        .path("/build")
        .body(new ByteArrayInputStream(body))
        .build();

    try (EngineResponse response = transport.execute(request)) {
      assertThat(response.getStatusCode()).isEqualTo(200);
    }
    assertThat(got.toByteArray()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x HTTP/1.1\r\nX: y", "/x y", "/\u00fc", "/x\u007f"})
  void givenAPathThatWouldEndItsLine_whenAsked_thenNothingIsSent(String path) {
    assertThatThrownBy(() -> get(path)).hasMessageContaining("characters");

    assertThat(engine.asked()).isEmpty();
  }

  @Test
  void givenAVersion_whenAsked_thenItIsAskedForUnlessThePathNamesOne() throws Exception {
    var heads = new AtomicReference<>("");
    engine.on("/x", e -> {
      heads.updateAndGet(all -> all + e.head().lines().findFirst().orElseThrow() + "\n");
      e.status(204, "");
    });
    transport.speak(EngineVersion.NEEDED);

    get("/x").close();
    get("/v1.44/x").close();

    assertThat(heads.get()).isEqualTo("GET /v1.41/x HTTP/1.1\nGET /v1.44/x HTTP/1.1\n");
  }

  @Test
  void givenAHijackedConnection_whenTheInputEnds_thenTheOtherHalfGoesOn() throws Exception {
    engine.on("/containers/c/attach", e -> {
      assertThat(e.head()).contains("Upgrade: tcp").contains("Connection: Upgrade");
      e.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      e.write(e.in().readAllBytes());
      e.write(" and out");
    });
    Request request = Request.builder()
        .method(Request.Method.POST)
        .path("/containers/c/attach")
        .hijackedInput(new ByteArrayInputStream("in".getBytes(UTF_8)))
        .build();

    try (EngineResponse response = transport.execute(request)) {
      assertThat(response.getStatusCode()).isEqualTo(200);
      assertThat(response.getBody().readAllBytes()).asString(UTF_8).isEqualTo("in and out");
    }
  }

  @Test
  void givenInputThatNeverComes_whenTheConnectionIsClosed_thenNobodyWaitsForIt() throws Exception {
    engine.on("/containers/c/attach", e -> {
      e.write("HTTP/1.1 101 UPGRADED\r\n\r\n");
      engine.hold();
    });
    var waits = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    InputStream never = new InputStream() {
      @Override
      public int read() throws IOException {
        waits.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        } finally {
          ended.countDown();
        }
        return -1;
      }
    };
    Request request = Request.builder()
        .method(Request.Method.POST)
        .path("/containers/c/attach")
        .hijackedInput(never)
        .build();

    try (EngineResponse response = transport.execute(request)) {
      assertThat(response.getStatusCode()).isEqualTo(200);
      assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenNothingAtTheSocket_whenAsked_thenThatIsSaidWithARemedy() {
    transport.connectTo(new EngineAddress.UnixSocket(folder.resolve("absent.sock")));

    assertThatThrownBy(() -> get("/_ping")).isInstanceOfSatisfying(EngineException.class, e -> {
      assertThat(e.fault()).isEqualTo(Fault.ABSENT);
      assertThat(e.found()).contains("nothing is at").contains("absent.sock");
      assertThat(e.remedy()).isNotBlank();
    });
  }

  @Test
  void givenASocketNobodyListensAt_whenAsked_thenTheEngineIsNotRunning() throws Exception {
    Path stale = folder.resolve("stale.sock");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(stale));
    }
    transport.connectTo(new EngineAddress.UnixSocket(stale));

    assertThatThrownBy(() -> get("/_ping")).isInstanceOfSatisfying(EngineException.class, e -> {
      assertThat(e.fault()).isEqualTo(Fault.ABSENT);
      assertThat(e.found()).contains("is not running");
    });
  }

  @Test
  void givenASocketOfOthers_whenItMayNotBeOpened_thenThatIsSaid() {
    EngineException fault = ConnectFaults.of(
        new IOException("Permission denied"), new EngineAddress.UnixSocket(socket()), false);

    assertThat(fault.fault()).isEqualTo(Fault.NOT_PERMITTED);
    assertThat(fault.remedy()).contains("group");
  }

  @Test
  void givenAnEngineThatVanishesInMidAnswer_whenOthersAreAsked_thenOnlyThatOneFails()
      throws Exception {
    engine.on("/half", e -> e.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
    engine.on("/whole", e -> e.json("{}"));

    try (EngineResponse half = get("/half");
        EngineResponse whole = get("/whole")) {
      assertThat(whole.getBody().readAllBytes()).asString(UTF_8).isEqualTo("{}");
      assertThatThrownBy(() -> half.getBody().readAllBytes()).hasMessageContaining("6 bytes");
    }
    await().untilAsserted(() -> assertThat(transport.exchanges()).isZero());
  }

  private EngineResponse get(String path) {
    return transport.execute(EngineTransport.request(Request.Method.GET, path));
  }
}
