package io.mcpmanager.core.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.process.ProcessRuntime;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes that serve HTTP: both runtimes' parts at work together. */
@LeakFree
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "exit statuses are those of signals")
class HttpChildTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final SystemClock clock = new SystemClock();
  private final HttpClientPool client =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, System::nanoTime);
  private final ProcessRuntime runtime = new ProcessRuntime(
      System.getenv(), new HttpChannels(client, clock, 10 << 20)::whenReady, clock, 10 << 20);
  private final Recorder recorder = new Recorder();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void nothingIsLeftBehind() {
    runtime.close();
    client.close();
    clock.close();
    await()
        .atMost(LONG)
        .until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
  }

  @Test
  void givenChildThatListensLate_whenCalled_thenItAnswersIsLoggedAndStops() throws Exception {
    Instance child = launch(java("300"));

    child.channel().send(request("initialize"), LONG);
    child.channel().send(request("ping"), LONG);

    assertThat(recorder.messages).hasSize(2);
    await().atMost(LONG).untilAsserted(() -> assertThat(lines)
        .containsExactlyInAnyOrder(
            "STDOUT starting on standard output",
            "STDERR starting on standard error",
            "STDOUT listening"));
    long start = System.nanoTime();
    child.stop(LONG);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    ExitStatus exit = child.exit().join();
    assertThat(exit.requested()).isTrue();
    assertThat(exit.description()).isEqualTo("was ended by signal 15");
    await().atMost(LONG).untilAsserted(() -> assertThat(recorder.closed).hasSize(1));
  }

  @Test
  void givenChildThatNeverListens_whenTimeIsUp_thenTheFailureSaysSo() throws Exception {
    Instance child = launch(ProcessLaunch.of("sleep", "1000"));

    assertThatThrownBy(() -> child.channel().send(request("initialize"), Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
        .hasMessage("cannot connect to http://127.0.0.1:" + port
            + ": Connection refused, time limit was PT0.3S");

    assertThat(child.exit()).isNotDone();
    child.stop(LONG);
    assertThat(child.exit().join().description()).isEqualTo("was ended by signal 15");
  }

  @Test
  void givenChildThatDies_whenItIsAwaited_thenWaitingEnds() throws Exception {
    Instance child = launch(ProcessLaunch.of("sh", "-c", "exit 3"));

    assertThatThrownBy(() -> child.channel().send(request("initialize"), LONG))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("has ended");

    assertThat(child.exit().get(20, TimeUnit.SECONDS).exitCode()).hasValue(3);
  }

  private Instance launch(ProcessLaunch launch) throws InterruptedException {
    var endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
    var spec = new LaunchSpec(
        ServerId.of("s1"),
        "child",
        1,
        new LaunchMark("m1", "t1"),
        launch.withEndpoint(endpoint),
        LONG,
        65_536);
    Instance instance = runtime.launch(spec, (stream, line) -> lines.add(stream + " " + line));
    instance.channel().open(recorder);
    return instance;
  }

  private ProcessLaunch java(String delayMillis) {
    return ProcessLaunch.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        HttpChild.class.getName(),
        String.valueOf(port),
        delayMillis);
  }

  private static OutboundMessage request(String method) {
    String json = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    return new OutboundMessage(json.getBytes(UTF_8), method, true);
  }
}
