package io.mcpmanager.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.lifecycle.Bench;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.spi.OutsideView;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.ScriptedInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class HealthMonitorTest {

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final HealthCheck PING =
      HealthCheck.DEFAULT.withTimes(INTERVAL, Duration.ofSeconds(5), Duration.ZERO);

  private final Bench bench = new Bench();
  private final RecordedFindings findings = new RecordedFindings();
  private final HealthMonitor monitor =
      new HealthMonitor(bench.supervisor, bench.clock, findings, new Destinations(true, Set.of()));

  @BeforeEach
  void start() {
    bench.supervisor.addListener(monitor);
    bench.started();
  }

  @AfterEach
  void close() {
    monitor.close();
    bench.close();
  }

  @Test
  void givenServerThatAnswers_whenItComesUp_thenItIsHealthyWithinASecond() {
    var id = running(PING);

    nextCheck(id);

    assertThat(bench.clock.now()).isBefore(ManualClock.START.plusSeconds(1));
    HealthReport health = bench.get(id).health();
    assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(health.consecutiveFailures()).isZero();
    assertThat(bench.count(id, EventType.HEALTH_CHANGED)).isEqualTo(1);
  }

  @Test
  void givenServerThatNoLongerAnswers_whenChecked_thenItDegradesUntilItIsUnhealthy() {
    var id = running(PING.withThresholds(2, 1));
    nextCheck(id);
    bench.connector.pingFails = true;

    nextCheck(id);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(bench.get(id).health().lastError()).isPresent();
    nextCheck(id);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.UNHEALTHY);
    nextCheck(id);
    assertThat(bench.get(id).health().consecutiveFailures()).isEqualTo(3);
    bench.connector.pingFails = false;
    nextCheck(id);

    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(bench.count(id, EventType.HEALTH_CHANGED)).isEqualTo(4);
    assertThat(bench.runtime.launches()).hasSize(1);
  }

  @Test
  void givenReactionRestart_whenTheServerIsUnhealthy_thenItIsRestarted() {
    var id = running(PING.withThresholds(1, 1).withReaction(HealthCheck.Reaction.RESTART));
    bench.connector.pingFails = true;

    // no further than to this check, or that of the next life might fail as well
    bench.clock.advance(bench.clock.untilNext().orElseThrow());

    await().until(() -> bench.get(id).restarts() == 1);
    bench.awaitState(id, ServerState.RUNNING);
    assertThat(bench.get(id).liveInstance().orElseThrow().generation()).isEqualTo(2);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.UNKNOWN);
  }

  @Test
  void givenServerThatStops_whenTimePasses_thenItsHealthIsUnknownAndNobodyChecks() {
    var id = running(PING);
    nextCheck(id);

    bench.execute(id, new ServerCommand.Stop());
    bench.clock.advance(Duration.ofHours(1));

    assertThat(bench.get(id).health()).isEqualTo(HealthReport.UNKNOWN);
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenOtherCheck_whenReconfigured_thenItIsUsedFromThenOn() {
    var id = running(PING.withKind(HealthCheck.Kind.NONE));
    bench.clock.advance(Duration.ofMinutes(5));
    assertThat(bench.get(id).health().lastCheck()).isEmpty();

    bench.execute(
        id,
        new ServerCommand.Reconfigure(
            bench
                .get(id)
                .definition()
                .withSettings(ServerSettings.DEFAULT.withHealth(
                    PING.withKind(HealthCheck.Kind.PROCESS_ALIVE))),
            1));
    nextCheck(id);

    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(bench.runtime.launches()).hasSize(1);
  }

  @Test
  void givenAnEngineThatFindsAContainerUnwell_whenChecked_thenTheServerIsUnhealthyForThatReason() {
    var id = running(PING.withKind(HealthCheck.Kind.CONTAINER_HEALTH).withThresholds(1, 1));
    nextCheck(id); // nobody says anything yet
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.HEALTHY);
    ScriptedInstance instance = bench.runtime.instance("echo").orElseThrow();

    instance.seenAs(new OutsideView(false, "its check ended with status 1"));
    nextCheck(id);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(bench.get(id).health().lastError()).contains("its check ended with status 1");

    instance.seenAs(new OutsideView(true, "well"));
    nextCheck(id);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.HEALTHY);
  }

  @Test
  void givenPortThatIsOpen_whenConnectedTo_thenTheServerIsHealthy() throws IOException {
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var id = running(PING.withKind(HealthCheck.Kind.TCP_CONNECT)
          .withTarget(URI.create("tcp://127.0.0.1:" + socket.getLocalPort())));

      nextCheck(id);

      assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Test
  void givenPortThatIsClosed_whenConnectedTo_thenTheCheckFails() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var id = running(PING.withKind(HealthCheck.Kind.TCP_CONNECT)
        .withTarget(URI.create("tcp://127.0.0.1:" + port)));

    nextCheck(id);

    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.DEGRADED);
  }

  @Test
  void givenUrl_whenItsStatusIsAnother_thenTheErrorSaysWhich() throws IOException {
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(socket, "503 Service Unavailable"));
      var id = running(PING.withKind(HealthCheck.Kind.HTTP_GET)
          .withTarget(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/health")));

      nextCheck(id);

      assertThat(bench.get(id).health().lastError())
          .contains("answered with status 503, expected 200");
    }
  }

  @Test
  void givenPortThatMustNotBeConnectedTo_whenChecked_thenTheCheckFailsAtOnce() {
    var id = running(PING.withKind(HealthCheck.Kind.TCP_CONNECT)
        .withTarget(URI.create("tcp://169.254.169.254:80")));

    nextCheck(id);

    assertThat(bench.get(id).health().lastError().orElseThrow()).contains("link-local");
  }

  @Test
  void givenUrlThatMustNotBeConnectedTo_whenChecked_thenTheCheckFailsAtOnce() {
    var id = running(PING.withKind(HealthCheck.Kind.HTTP_GET)
        .withTarget(URI.create("http://[::ffff:169.254.169.254]/latest/")));

    nextCheck(id);

    assertThat(bench.get(id).health().lastError()).isPresent();
  }

  @Test
  void givenUrlThatNeverAnswers_whenTheTimeIsUp_thenTheCheckFails() throws IOException {
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var id = running(PING.withKind(HealthCheck.Kind.HTTP_GET)
          .withTarget(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/")));
      bench.clock.advance(Duration.ofSeconds(1));
      await().until(() -> bench.clock.untilNext().isPresent());

      bench.clock.advance(PING.timeout());

      await().until(() -> bench.get(id).health().lastError().isPresent());
      assertThat(bench.get(id).health().lastError()).contains("no answer within PT5S");
      await().until(() -> bench.clock.pending() == 1);
    }
  }

  @Test
  void givenServerWithoutUrl_whenItShallBeFetched_thenItIsNotTakenWithoutATarget() {
    assertThatThrownBy(() -> running(PING.withKind(HealthCheck.Kind.HTTP_GET)))
        .isInstanceOfSatisfying(ValidationException.class, e -> assertThat(e.problems())
            .extracting(Problem::field)
            .containsExactly("settings.health.target"));
  }

  private ServerId running(HealthCheck check) {
    var id = bench.create(
        Bench.definition("echo").withSettings(ServerSettings.DEFAULT.withHealth(check)));
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }

  /** Lets time pass until a check is due, and waits until it has been taken and the next one is planned. */
  private void nextCheck(ServerId id) {
    Instant before = bench.clock.now();
    bench.clock.advance(bench.clock.untilNext().orElseThrow());
    await().until(() -> bench
        .get(id)
        .health()
        .lastCheck()
        .filter(time -> time.isAfter(before))
        .isPresent());
    await().until(() -> bench.clock.pending() == 1);
  }

  private static void answer(ServerSocket socket, String status) {
    try (var connection = socket.accept()) {
      int ignored = connection.getInputStream().read(new byte[4096]);
      connection
          .getOutputStream()
          .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException closed) {
      // the test is over
    }
  }
}
