package io.mcpmanager.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class ThinningPropertyTest {

  private static final ServerId ID = ServerId.of("s1");
  private static final Instant NOW = Instant.parse("2026-03-01T10:17:23Z");
  private static final Duration KEPT = Duration.ofDays(32);

  @Property(tries = 200)
  void givenChecksOfAnyAge_whenThinnedAgainAndAgain_thenCountsAreExactAndPercentilesWithinBound(
      @ForAll("checks") List<HealthSample> checks, @ForAll @IntRange(max = 40) int laterHours) {
    List<HealthSample> thinned = thin(thin(checks, NOW), NOW.plusSeconds(3600L * laterHours));

    // what is about to expire may be gone with the hour it belongs to
    Instant surelyKept = NOW.plusSeconds(3600L * laterHours).minus(KEPT).plus(Thinning.COARSE);
    List<HealthSample> before = from(checks, surelyKept);
    List<HealthSample> after = from(thinned, Thinning.floor(surelyKept, Thinning.COARSE));
    CheckCounts lost =
        minus(counts(from(checks, Thinning.floor(surelyKept, Thinning.COARSE))), counts(after));
    assertThat(lost).isEqualTo(CheckCounts.NONE);
    assertThat(counts(after).uptimePercent())
        .isEqualTo(
            counts(from(checks, Thinning.floor(surelyKept, Thinning.COARSE))).uptimePercent());
    if (!before.isEmpty()) {
      percentilesAreWithinBound(from(checks, Thinning.floor(surelyKept, Thinning.COARSE)), after);
    }
  }

  @Property(tries = 200)
  void givenChecks_whenThinned_thenNoTwoSamplesOverlapAndAgeDecidesTheirSpan(
      @ForAll("checks") List<HealthSample> checks) {
    List<HealthSample> thinned = thin(checks, NOW);

    assertThat(Thinning.of(ID, thinned, NOW).isEmpty()).isTrue();
    assertThat(thinned).allSatisfy(sample -> {
      Duration age = Duration.between(sample.start(), NOW);
      if (age.compareTo(Duration.ofHours(2)) <= 0) {
        assertThat(sample.span()).isZero();
      } else if (age.compareTo(Duration.ofHours(3)) > 0) {
        assertThat(sample.span()).isIn(Thinning.FINE, Thinning.COARSE);
      }
      if (age.compareTo(Duration.ofHours(50)) > 0) {
        assertThat(sample.span()).isEqualTo(Thinning.COARSE);
      }
      assertThat(age).isLessThanOrEqualTo(KEPT);
    });
    for (int i = 1; i < thinned.size(); i++) {
      HealthSample earlier = thinned.get(i - 1);
      assertThat(thinned.get(i).start()).isAfterOrEqualTo(earlier.start().plus(earlier.span()));
    }
  }

  @Example
  void givenCheckInTheHourThatExpires_whenThinned_thenItGoesAtOnceInsteadOfOnTheNextRound() {
    List<HealthSample> thinned =
        thin(List.of(check(NOW.minus(KEPT).plusSeconds(60), HealthStatus.HEALTHY, 5)), NOW);

    assertThat(thinned).isEmpty();
  }

  @Property(tries = 5)
  void givenMonthOfChecksInAStore_whenThinnedInPieces_thenFewSamplesHoldAllChecks(
      @ForAll @LongRange(max = 1000) long seed) {
    var clock = new ManualClock(NOW);
    var random = new Random(seed);
    try (var store = new InMemoryStore()) {
      long checks = 0;
      for (Instant time = NOW.minus(Duration.ofDays(10));
          time.isBefore(NOW);
          time = time.plusSeconds(30)) {
        store.samples().append(List.of(check(time, HealthStatus.HEALTHY, random.nextInt(9000))));
        checks++;
      }

      new Thinner(store.samples(), clock, List::of).thin(ID);

      List<HealthSample> kept = store.samples().read(ID, Instant.MIN, Instant.MAX, 20_000);
      assertThat(counts(kept).healthy()).isEqualTo(checks);
      assertThat(kept).hasSizeLessThan(240 + 12 + 576 + 12 + 8 * 24 + 2);
    }
  }

  @Provide
  Arbitrary<List<HealthSample>> checks() {
    Arbitrary<Long> ages = Arbitraries.oneOf(
        Arbitraries.longs().between(0, Duration.ofDays(40).toMillis()),
        Arbitraries.longs().between(0, Duration.ofDays(3).toMillis()),
        Arbitraries.longs().between(0, Duration.ofHours(4).toMillis()));
    return net.jqwik.api.Combinators.combine(
            ages, Arbitraries.of(HealthStatus.class), Arbitraries.integers().between(0, 5_000_000))
        .as((age, status, micros) -> check(NOW.minusMillis(age), status, micros))
        .list()
        .ofMaxSize(200)
        .uniqueElements(HealthSample::start)
        .map(list ->
            list.stream().sorted(Comparator.comparing(HealthSample::start)).toList());
  }

  private static List<HealthSample> thin(List<HealthSample> samples, Instant now) {
    Thinning thinning = Thinning.of(ID, samples, now);
    var left = new ArrayList<>(samples);
    assertThat(left).containsAll(thinning.removed());
    left.removeAll(thinning.removed());
    left.addAll(thinning.added());
    left.sort(Comparator.comparing(HealthSample::start));
    return left;
  }

  private static void percentilesAreWithinBound(
      List<HealthSample> before, List<HealthSample> after) {
    List<Long> exact = before.stream()
        .filter(sample -> !sample.times().isEmpty())
        .map(sample -> sample.times().max().toNanos() / 1000)
        .sorted()
        .toList();
    ResponseTimes merged =
        after.stream().map(HealthSample::times).reduce(ResponseTimes.NONE, ResponseTimes::plus);
    assertThat(merged.count()).isEqualTo(exact.size());
    if (exact.isEmpty()) {
      return;
    }
    for (double percent : new double[] {1, 50, 90, 95, 99, 100}) {
      long expected = exact.get((int) Math.max(1, Math.ceil(exact.size() * (percent / 100))) - 1);
      assertThat(merged.percentile(percent).toNanos() / 1000)
          .isCloseTo(expected, within(Math.max(1, expected / 32)));
    }
  }

  private static List<HealthSample> from(List<HealthSample> samples, Instant start) {
    return samples.stream().filter(sample -> !sample.start().isBefore(start)).toList();
  }

  private static CheckCounts counts(List<HealthSample> samples) {
    return samples.stream().map(HealthSample::counts).reduce(CheckCounts.NONE, CheckCounts::plus);
  }

  private static CheckCounts minus(CheckCounts some, CheckCounts others) {
    return new CheckCounts(
        some.healthy() - others.healthy(),
        some.degraded() - others.degraded(),
        some.unhealthy() - others.unhealthy(),
        some.unknown() - others.unknown());
  }

  private static HealthSample check(Instant time, HealthStatus status, int micros) {
    ResponseTimes times = status == HealthStatus.HEALTHY
        ? ResponseTimes.of(Duration.ofNanos(micros * 1000L))
        : ResponseTimes.NONE;
    return new HealthSample(ID, time, Duration.ZERO, CheckCounts.of(status), times);
  }
}
