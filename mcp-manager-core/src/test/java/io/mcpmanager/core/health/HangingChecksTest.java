package io.mcpmanager.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.core.lifecycle.Bench;
import io.mcpmanager.core.wire.Destinations;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HangingChecksTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final HealthCheck PING =
      HealthCheck.DEFAULT.withTimes(INTERVAL, Duration.ofSeconds(5), Duration.ZERO);

  private final Bench bench = new Bench();
  private final RecordedFindings findings = new RecordedFindings();
  private final HealthMonitor monitor =
      new HealthMonitor(bench.supervisor, bench.clock, findings, Destinations.ANY);
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger pings = new AtomicInteger();

  @BeforeEach
  void start() {
    bench.connector.beforePong = this::hang;
    bench.supervisor.addListener(monitor);
    bench.started();
  }

  @AfterEach
  void close() {
    released.countDown();
    monitor.close();
    bench.close();
  }

  @Test
  void givenCheckThatCannotBeInterrupted_whenTimePasses_thenTheServerTurnsUnhealthyAllTheSame() {
    var id = running("stuck", PING.withThresholds(3, 1));
    hanging.add("stuck");
    bench.clock.advance(SECOND);
    await().until(() -> pings.get() == 1);

    bench.clock.advance(PING.timeout());
    bench.clock.advance(INTERVAL.multipliedBy(4));

    await().until(() -> bench.get(id).health().status() == HealthStatus.UNHEALTHY);
    assertThat(bench.get(id).health().lastError())
        .contains("the check before this one still hangs");
    assertThat(pings).hasValue(1);

    hanging.clear();
    released.countDown();
    await().until(() -> {
      bench.clock.advance(INTERVAL);
      return bench.get(id).health().status() == HealthStatus.HEALTHY;
    });
  }

  @Test
  void givenManyChecksThatHang_whenOthersAreDue_thenTheseAreOnTime() {
    var well = running("well", PING);
    Set<ServerId> hangingIds = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      hanging.add("hanging-" + i);
      hangingIds.add(running("hanging-" + i, PING));
    }

    for (int second = 0; second < 120; second++) {
      bench.clock.advance(SECOND);
      // every server waits either for its next check or for the deadline of this one
      await().until(() -> bench.clock.pending() == hanging.size() + 1);
    }

    assertThat(findings.checksOf(well)).hasSizeGreaterThanOrEqualTo(4).allSatisfy(check -> {
      assertThat(check.succeeded()).isTrue();
      assertThat(check.lateness()).isLessThanOrEqualTo(SECOND);
    });
    var failed = new HashSet<ServerId>();
    findings.checks.stream()
        .filter(check -> !check.succeeded())
        .map(CompletedCheck::server)
        .forEach(failed::add);
    assertThat(failed).isEqualTo(hangingIds);
    // each hangs once, however often it was due
    assertThat(pings.get()).isEqualTo(hanging.size() + findings.checksOf(well).size());
  }

  @Test
  void givenHangingCheck_whenTheServerStops_thenNothingOfItIsLeft() {
    var id = running("stuck", PING);
    bench.connector.beforePong = server -> {
      pings.incrementAndGet();
      try {
        released.await();
      } catch (InterruptedException e) {
        pings.addAndGet(100);
      }
    };
    bench.clock.advance(SECOND);
    await().until(() -> pings.get() == 1);

    bench.execute(id, new ServerCommand.Stop());

    await().until(() -> pings.get() == 101);
    bench.clock.advance(Duration.ofHours(1));
    await().until(() -> bench.clock.pending() == 0);
    assertThat(findings.checks).isEmpty();
    assertThat(bench.get(id).health()).isEqualTo(HealthReport.UNKNOWN);
  }

  private void hang(String server) {
    pings.incrementAndGet();
    boolean interrupted = false;
    while (hanging.contains(server) && released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerId running(String name, HealthCheck check) {
    var id =
        bench.create(Bench.definition(name).withSettings(ServerSettings.DEFAULT.withHealth(check)));
    assertThat(bench.start(id).success()).isTrue();
    return id;
  }
}
