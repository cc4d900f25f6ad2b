package io.mcpmanager.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthHistory;
import io.mcpmanager.api.health.HealthOverview;
import io.mcpmanager.api.health.HealthPoint;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.lifecycle.Bench;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.spi.store.HealthSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HealthRecordsTest {

  private static final CallContext STRANGER =
      new CallContext(Principal.SYSTEM, "other", "test-stranger");

  private final Bench bench = new Bench();
  private final HealthRecords records =
      new HealthRecords(bench.supervisor, bench.store.samples(), bench.clock);

  @BeforeEach
  void start() {
    bench.started();
  }

  @AfterEach
  void close() {
    records.close();
    bench.close();
  }

  @ParameterizedTest
  @EnumSource(HealthRange.class)
  void givenServerWithoutChecks_whenItsHistoryIsRead_thenEveryPointIsUnknown(HealthRange range) {
    Server server = server("fresh");

    HealthHistory history = records.history(Bench.CONTEXT, server.id(), range);

    assertThat(history.points())
        .hasSize((int) range.length().dividedBy(range.step()))
        .allSatisfy(point -> assertThat(point.counts()).isEqualTo(CheckCounts.NONE));
    assertThat(history.points().getFirst().from()).isEqualTo(history.from());
    assertThat(Duration.between(history.from(), history.to())).isEqualTo(range.length());
    assertThat(history.to()).isAfter(bench.clock.now());
    assertThat(history.counts().uptimePercent()).isEmpty();
    assertThat(history.times()).isEmpty();
    assertThat(history.firstMeasured()).isEmpty();
    assertThat(history.availability().isMet()).isTrue();
  }

  @Test
  void givenChecks_whenTheHistoryIsRead_thenItHasThemAtOnceAndInTheirPoints() {
    Server server = server("echo");
    for (int i = 0; i < 9; i++) {
      check(server, HealthStatus.HEALTHY, 10 + i);
      bench.clock.advance(Duration.ofSeconds(30));
    }
    check(server, HealthStatus.UNHEALTHY, 5000);

    HealthHistory history = records.history(Bench.CONTEXT, server.id(), HealthRange.HOUR);

    assertThat(history.counts()).isEqualTo(new CheckCounts(9, 0, 1, 0));
    assertThat(history.counts().uptimePercent().orElseThrow()).isCloseTo(90, within(1e-9));
    List<HealthPoint> measured =
        history.points().stream().filter(point -> point.counts().total() > 0).toList();
    assertThat(measured).hasSize(5);
    assertThat(history.firstMeasured()).contains(measured.getFirst().from());
    var times = history.times().orElseThrow();
    assertThat(times.min()).isEqualTo(Duration.ofMillis(10));
    assertThat(times.average()).isEqualTo(Duration.ofMillis(14));
    assertThat(times.max()).isEqualTo(Duration.ofMillis(18));
    assertThat(times.p50().toNanos() / 1e6).isCloseTo(14, within(14 * 0.032));
    assertThat(times.p99().toNanos() / 1e6).isCloseTo(18, within(18 * 0.032));
    // 0.1 % of an hour is 3.6 s; one failed check stands for 30 s
    assertThat(history.availability().errorBudget()).isEqualTo(Duration.ofMillis(3600));
    assertThat(history.availability().remainingBudget()).isEqualTo(Duration.ofMillis(-26_400));
    assertThat(history.availability().isMet()).isFalse();
  }

  @Test
  void givenMonthOfHistory_whenEachRangeIsRead_thenItHasWhatBelongsToIt() {
    Server server = server("echo");
    Instant now = bench.clock.now();
    var samples = new ArrayList<HealthSample>();
    for (Duration age = Duration.ofSeconds(1);
        age.compareTo(Duration.ofDays(40)) < 0;
        age = age.plusMinutes(10)) {
      samples.add(sample(server.id(), now.minus(age)));
    }
    bench.store.samples().append(samples);

    Map<HealthRange, Integer> perRange =
        Map.of(HealthRange.HOUR, 6, HealthRange.DAY, 144, HealthRange.WEEK, 1008);
    perRange.forEach((range, expected) -> assertThat(
            records.history(Bench.CONTEXT, server.id(), range).counts().healthy())
        .as(range.text())
        .isBetween((long) (expected * 0.95), (long) expected));
    assertThat(records
            .history(Bench.CONTEXT, server.id(), HealthRange.MONTH)
            .counts()
            .healthy())
        .isBetween(4280L, 4320L);
  }

  @Test
  void givenTime_whenItPasses_thenOldSamplesAreThinnedOutInTheBackground() {
    Server server = server("echo");
    Instant begin = bench.clock.now();
    for (int i = 0; i < 240; i++) {
      check(server, HealthStatus.HEALTHY, i);
      bench.clock.advance(Duration.ofSeconds(30));
    }

    bench.clock.advance(Duration.ofHours(5));

    await().untilAsserted(() -> {
      // what was still on its way to the store has its turn later
      bench.clock.advance(Duration.ofMinutes(10));
      List<HealthSample> stored =
          bench.store.samples().read(server.id(), Instant.MIN, Instant.MAX, 1000);
      assertThat(stored).hasSizeLessThan(30);
      assertThat(stored.getFirst().start()).isBeforeOrEqualTo(begin);
      assertThat(stored.stream().mapToLong(sample -> sample.counts().healthy()).sum())
          .isEqualTo(240);
    });
  }

  @Test
  void givenServerOfAnotherTenant_whenAsked_thenThereIsNone() {
    ServerId id = server("echo").id();

    assertThatThrownBy(() -> records.current(STRANGER, id))
        .isInstanceOf(ServerNotFoundException.class);
    assertThatThrownBy(() -> records.history(STRANGER, id, HealthRange.DAY))
        .isInstanceOf(ServerNotFoundException.class);
    assertThat(records.overview(STRANGER).counts().values()).containsOnly(0);
  }

  @Test
  void givenListeners_whenChecked_thenThoseOfTheTenantAreToldUntilTheyUnsubscribe() {
    Server server = server("echo");
    var heard = new ArrayList<CompletedCheck>();
    var foreign = new ArrayList<CompletedCheck>();
    records.onCheck(Bench.CONTEXT, check -> {
      throw new IllegalStateException("a bad listener");
    });
    records.onCheck(STRANGER, foreign::add);
    var subscription = records.onCheck(Bench.CONTEXT, heard::add);

    check(server, HealthStatus.HEALTHY, 3);
    subscription.close();
    check(server, HealthStatus.HEALTHY, 4);

    assertThat(heard).extracting(CompletedCheck::took).containsExactly(Duration.ofMillis(3));
    assertThat(foreign).isEmpty();
  }

  @Test
  void givenServersInTrouble_whenTheOverviewIsRead_thenTheWorstComeFirst() {
    ServerId degraded = running("degraded", 5);
    ServerId unhealthy = running("unhealthy", 1);
    ServerId broken = running("broken", 1);
    running("fine", 1);
    server("stopped");
    try (var monitor =
        new HealthMonitor(bench.supervisor, bench.clock, records, Destinations.ANY)) {
      bench.supervisor.addListener(monitor);
      bench.connector.pingFails = true;
      bench.execute(degraded, new ServerCommand.Restart());
      bench.execute(unhealthy, new ServerCommand.Restart());
      bench.clock.advance(Duration.ofSeconds(1));
      bench.instance("broken").exit(3);
      bench.awaitState(broken, ServerState.ERROR);
      await().until(() -> records.overview(Bench.CONTEXT).worst().size() == 3);
    }

    HealthOverview overview = records.overview(Bench.CONTEXT);

    assertThat(overview.worst())
        .extracting(HealthOverview.Entry::server)
        .containsExactly(broken, unhealthy, degraded);
    assertThat(overview.counts())
        .containsEntry(HealthStatus.UNHEALTHY, 1)
        .containsEntry(HealthStatus.DEGRADED, 1)
        .containsEntry(HealthStatus.HEALTHY, 0)
        .containsEntry(HealthStatus.UNKNOWN, 3);
  }

  private Server server(String name) {
    return bench.get(bench.create(Bench.definition(name)));
  }

  private ServerId running(String name, int failureThreshold) {
    HealthCheck check = HealthCheck.DEFAULT
        .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO)
        .withThresholds(failureThreshold, 1);
    ServerId id = bench.create(Bench.definition(name)
        .withSettings(ServerSettings.DEFAULT
            .withHealth(check)
            .withRestart(RestartPolicy.DEFAULT.withMode(RestartPolicy.Mode.NEVER))));
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }

  private void check(Server server, HealthStatus after, int millis) {
    records.checked(
        server,
        new CompletedCheck(
            server.id(),
            HealthCheck.Kind.MCP_PING,
            after == HealthStatus.HEALTHY,
            Duration.ofMillis(millis),
            Duration.ZERO),
        after);
  }

  private static HealthSample sample(ServerId server, Instant time) {
    return new HealthSample(
        server,
        time,
        Duration.ZERO,
        CheckCounts.of(HealthStatus.HEALTHY),
        ResponseTimes.of(Duration.ofMillis(5)));
  }
}
