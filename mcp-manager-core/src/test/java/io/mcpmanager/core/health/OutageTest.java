package io.mcpmanager.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.lifecycle.Bench;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.testkit.LaunchStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that go down, clocks that are set, checks that change. */
final class OutageTest {

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final HealthCheck PING =
      HealthCheck.DEFAULT.withTimes(INTERVAL, Duration.ofSeconds(5), Duration.ZERO);
  private static final RestartPolicy NEVER =
      RestartPolicy.DEFAULT.withMode(RestartPolicy.Mode.NEVER);

  private final Bench bench = new Bench();
  private final ShiftedClock clock = new ShiftedClock(bench.clock);
  private final RecordedFindings findings = new RecordedFindings();
  private final AtomicInteger pings = new AtomicInteger();
  private final HealthMonitor monitor =
      new HealthMonitor(bench.supervisor, clock, findings, Destinations.ANY);

  @BeforeEach
  void start() {
    bench.connector.beforePong = id -> pings.incrementAndGet();
    bench.supervisor.addListener(monitor);
    bench.started();
  }

  @AfterEach
  void close() {
    monitor.close();
    bench.close();
  }

  @Test
  void givenServerThatCrashedForGood_whenTimePasses_thenItCountsAsDownInTheRhythmOfItsChecks() {
    var id = running(PING, NEVER);

    bench.instance("echo").exit(1);
    bench.awaitState(id, ServerState.ERROR);
    await().until(() -> findings.downs.size() == 1);
    bench.clock.advance(INTERVAL.multipliedBy(3));

    assertThat(findings.downs).containsExactly(id, id, id, id);
    assertThat(bench.get(id).health()).isEqualTo(HealthReport.UNKNOWN);
  }

  @Test
  void givenCrashedServer_whenItIsStoppedOrDisabledOrRunsAgain_thenItNoLongerCountsAsDown() {
    var id = running(PING, NEVER);
    bench.instance("echo").exit(1);
    await().until(() -> findings.downs.size() == 1);

    bench.start(id);
    bench.clock.advance(INTERVAL);
    assertThat(findings.downs).hasSize(1);

    bench.instance("echo").exit(1);
    await().until(() -> findings.downs.size() == 2);
    bench.execute(id, new ServerCommand.Stop());
    bench.clock.advance(Duration.ofHours(1));
    assertThat(findings.downs).hasSize(2);
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenServerThatIsRestarted_whenItTriesAgainAndAgain_thenTheOutageGoesOn() {
    bench.runtime.on("echo", LaunchStep.staysUp(), LaunchStep.fails("no"), LaunchStep.fails("no"));
    var id = running(PING, RestartPolicy.DEFAULT);

    bench.instance("echo").exit(1);
    await().until(() -> findings.downs.size() == 1);
    await().until(() -> {
      bench.clock.advance(Duration.ofSeconds(5));
      return bench.state(id) == ServerState.RUNNING && bench.runtime.launchesOf("echo") == 4;
    });

    assertThat(findings.downs).hasSizeGreaterThanOrEqualTo(1);
    int downs = findings.downs.size();
    bench.clock.advance(INTERVAL.multipliedBy(2));
    assertThat(findings.downs).hasSize(downs);
  }

  @Test
  void givenServerThatIsNotChecked_whenItCrashes_thenNothingIsNoted() {
    var id = running(PING.withKind(HealthCheck.Kind.NONE), NEVER);

    bench.instance("echo").exit(1);
    bench.awaitState(id, ServerState.ERROR);
    bench.clock.advance(INTERVAL.multipliedBy(3));

    assertThat(findings.downs).isEmpty();
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenServer_whenItIsDeleted_thenItsFindingsAreForgotten() {
    var id = running(PING, NEVER);

    bench.execute(id, new ServerCommand.Delete());

    await().until(() -> findings.forgotten.contains(id));
    bench.clock.advance(Duration.ofHours(1));
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenUnhealthyServer_whenItIsNoLongerChecked_thenItsHealthIsUnknown() {
    var id = running(PING.withThresholds(1, 1), NEVER);
    bench.connector.pingFails = true;
    bench.clock.advance(Duration.ofSeconds(1));
    await().until(() -> bench.get(id).health().status() == HealthStatus.UNHEALTHY);

    bench.execute(
        id,
        new ServerCommand.Reconfigure(
            bench
                .get(id)
                .definition()
                .withSettings(
                    ServerSettings.DEFAULT.withHealth(PING.withKind(HealthCheck.Kind.NONE))),
            1));

    await().until(() -> bench.get(id).health().equals(HealthReport.UNKNOWN));
    assertThat(bench.clock.pending()).isZero();
  }

  @Test
  void givenWallClockThatIsSet_whenChecksAreDue_thenRhythmAndStartPeriodStay() {
    var id =
        running(PING.withTimes(INTERVAL, Duration.ofSeconds(5), Duration.ofMinutes(10)), NEVER);
    bench.connector.pingFails = true;
    nextCheck(1);

    clock.shift = Duration.ofHours(5);
    nextCheck(2);
    assertThat(bench.get(id).health().status()).isEqualTo(HealthStatus.UNKNOWN);

    clock.shift = Duration.ofHours(-5);
    bench.clock.advance(Duration.ofMinutes(10));
    await().until(() -> findings.statuses.getLast() != HealthStatus.UNKNOWN);
  }

  @Test
  void givenChecksThatWereMissed_whenTheNextOneIsDue_thenTheyAreNotMadeUpForAndTheRhythmStays() {
    running(PING, NEVER);
    nextCheck(1);
    nextCheck(2);
    Instant due = bench.clock.now().plus(bench.clock.untilNext().orElseThrow());

    clock.asleep = true;
    bench.clock.advance(Duration.ofHours(1));
    clock.wakeUp();
    await().until(() -> findings.checks.size() == 3);

    Instant next = bench.clock.now().plus(bench.clock.untilNext().orElseThrow());
    assertThat(Duration.between(due, next).toMillis() % INTERVAL.toMillis()).isZero();
    assertThat(next).isAfterOrEqualTo(bench.clock.now());
    assertThat(findings.checks.getLast().lateness()).isGreaterThan(Duration.ofMinutes(59));
  }

  @Test
  void givenThousandServers_whenSpreadOut_thenEveryTenthOfTheIntervalHasItsShare() {
    var tenths = new int[10];
    IntStream.range(0, 1000)
        .mapToDouble(i -> HealthMonitor.spread(ServerId.of("01k" + i * 7919 + "x")))
        .forEach(spread -> tenths[(int) Math.min(9, spread * 10)]++);

    assertThat(IntStream.of(tenths).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(60, 140));
  }

  private ServerId running(HealthCheck check, RestartPolicy policy) {
    var id = bench.create(Bench.definition("echo")
        .withSettings(ServerSettings.DEFAULT.withHealth(check).withRestart(policy)));
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }

  private void nextCheck(int number) {
    bench.clock.advance(bench.clock.untilNext().orElseThrow());
    // a check under way has a deadline that waits as well
    await()
        .until(() -> findings.checks.size() >= number
            && findings.checks.size() == pings.get()
            && bench.clock.pending() == 1);
  }

  /** A clock whose hands can be set, and which can sleep through what is due. */
  private static final class ShiftedClock implements ManagerClock {

    private final ManagerClock clock;
    private final ArrayList<Runnable> missed = new ArrayList<>();
    volatile Duration shift = Duration.ZERO;
    volatile boolean asleep;

    ShiftedClock(ManagerClock clock) {
      this.clock = clock;
    }

    @Override
    public Instant now() {
      return clock.now().plus(shift);
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return clock.schedule(delay, () -> {
        if (asleep) {
          missed.add(task);
        } else {
          task.run();
        }
      });
    }

    void wakeUp() {
      asleep = false;
      missed.forEach(Runnable::run);
    }
  }
}
