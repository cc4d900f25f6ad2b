package io.mcpmanager.docker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.docker.testkit.ScriptedEngine;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pulls by an engine that says what the test wants. */
@LeakFree
final class ImagePullerTest {

  @TempDir
  private Path folder;

  private final ManualClock clock = new ManualClock();
  private final EngineTransport transport = new EngineTransport(clock);
  private final ImagePuller puller = new ImagePuller(transport, clock);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private ScriptedEngine engine;

  @BeforeEach
  void start() throws Exception {
    Path socket = folder.resolve("engine.sock");
    engine = ScriptedEngine.at(socket);
    transport.connectTo(new EngineAddress.UnixSocket(socket));
  }

  @AfterEach
  void stop() throws Exception {
    transport.close();
    engine.close();
  }

  @Test
  void givenManyProgressItems_whenFollowed_thenALineIsWrittenPerSecond() throws Exception {
    var progress = new PullProgress("team/a:1", (stream, line) -> lines.add(line), clock);
    for (String item : List.of(
        "{'status':'Pulling from team/a','id':'1'}",
        "{'status':'Pulling fs layer','progressDetail':{},'id':'aaa'}",
        "{'status':'Already exists','progressDetail':{},'id':'bbb'}")) {
      progress.accept(json(item));
    }
    for (int i = 1; i <= 100; i++) {
      clock.advance(Duration.ofMillis(100));
      progress.accept(json("{'status':'Downloading','progressDetail':{'current':" + i * 10_000
          + ",'total':1000000},'id':'aaa'}"));
    }
    progress.accept(json("{'status':'Pull complete','progressDetail':{},'id':'aaa'}"));

    assertThat(lines).hasSize(10);
    assertThat(lines.getFirst()).isEqualTo("pulling image team/a:1: 1 of 2 layers, 0.1 of 1.0 MB");
    assertThat(lines.getLast()).isEqualTo("pulling image team/a:1: 1 of 2 layers, 1.0 of 1.0 MB");
  }

  @Test
  void givenAnEngineThatPulls_whenItIsDone_thenTheDigestIsKnown() throws Exception {
    engine.on("/images/create", e -> {
      e.begin();
      e.chunk("{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"aaa\"}\r\n");
      e.chunk(
          "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"aaa\"}\r\n"
              + "{\"status\":\"Digest: sha256:abc\"}\r\n{\"status\":\"Status: Downloaded newer image for a\"}\r\n");
      e.write("0\r\n\r\n");
    });

    PullProgress progress = pull();

    assertThat(progress.newer()).isTrue();
    assertThat(progress.digest()).contains("sha256:abc");
    assertThat(lines)
        .containsExactly("pulling image team/a:1", "pulled image team/a:1 (sha256:abc)");
    assertThat(engine.asked()).containsExactly("/images/create?fromImage=team%2Fa&tag=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "failed to register layer: write /x: no space left on device | disk is full",
        "toomanyrequests: You have reached your pull rate limit | that often",
        "pull access denied for a, repository does not exist or may require 'docker login' | denies it",
        "Get https://r/v2/: unauthorized: incorrect username or password | denies it",
        "manifest for a:1 not found: manifest unknown: manifest unknown | does not have it",
        "Get https://r/v2/: x509: certificate signed by unknown authority | trusted",
        "Get https://r/v2/: dial tcp: lookup r: no such host | reached",
        "Get https://r/v2/: net/http: request canceled while waiting (Client.Timeout exceeded) | reached",
        "something nobody has ever heard of | ever heard of"
      })
  void givenAFailure_whenPulled_thenItIsExplained(String said, String expected) {
    engine.on("/images/create", e -> {
      e.begin();
      e.chunk("{\"errorDetail\":{\"message\":\"" + said + "\"},\"error\":\"" + said + "\"}\r\n");
      e.write("0\r\n\r\n");
    });
    assertThatThrownBy(this::pull)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("team/a:1")
        .hasMessageContaining(expected);

    engine.on("/images/create", e -> e.status(500, "{\"message\":\"" + said + "\"}"));
    assertThatThrownBy(this::pull)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void givenAnEngineThatVanishes_whenPulling_thenThatIsSaid() {
    engine.on("/images/create", e -> {
      e.begin();
      e.chunk("{\"status\":\"Pulling fs layer\",\"id\":\"aaa\"}\r\n");
    });

    assertThatThrownBy(this::pull)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("connection to the engine broke");
  }

  @Test
  void givenAnEngineThatWritesGarbage_whenPulling_thenThatIsSaid() {
    engine.on("/images/create", e -> e.json("<html>\n"));

    assertThatThrownBy(this::pull).isInstanceOf(LaunchException.class);
  }

  @Test
  void givenAnEngineThatSaysNothing_whenMinutesPass_thenThePullIsGivenUp() throws Exception {
    var pulling = new CountDownLatch(1);
    engine.on("/images/create", e -> {
      e.begin();
      e.chunk("{\"status\":\"Pulling fs layer\",\"id\":\"aaa\"}\r\n");
      pulling.countDown();
      engine.hold();
    });
    CompletableFuture<PullProgress> pull = CompletableFuture.supplyAsync(() -> {
      try {
        return pull();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(pulling.await(10, TimeUnit.SECONDS)).isTrue();

    await().pollInterval(Duration.ofMillis(20)).until(() -> {
      clock.advance(Duration.ofMinutes(1));
      return pull.isDone();
    });

    assertThat(pull)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withMessageContaining("said nothing");
  }

  @Test
  void givenAPull_whenInterrupted_thenItEndsAndTheEngineIsLeftAlone() throws Exception {
    var pulling = new CountDownLatch(1);
    var hungUp = new CountDownLatch(1);
    engine.on("/images/create", e -> {
      e.begin();
      e.chunk("{\"status\":\"Pulling fs layer\",\"id\":\"aaa\"}\r\n");
      pulling.countDown();
      if (e.in().read() < 0) {
        hungUp.countDown();
      }
    });
    var thrown = new AtomicReference<Exception>();
    Thread thread = Thread.ofVirtual().start(() -> {
      try {
        pull();
      } catch (Exception e) {
        thrown.set(e);
      }
    });
    assertThat(pulling.await(10, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private PullProgress pull() throws InterruptedException {
    return puller.pull("team/a:1", Optional.empty(), (stream, line) -> lines.add(line));
  }
}
