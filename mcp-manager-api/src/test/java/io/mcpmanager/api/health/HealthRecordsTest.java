package io.mcpmanager.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.HealthSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthRecordsTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final ServerId ID = ServerId.of("s1");

  @ParameterizedTest
  @EnumSource(HealthStatus.class)
  void givenOneCheck_whenCounted_thenItIsOne(HealthStatus status) {
    assertThat(CheckCounts.of(status).total()).isEqualTo(1);
    assertThat(CheckCounts.NONE.plus(CheckCounts.of(status))).isEqualTo(CheckCounts.of(status));
  }

  @Test
  void givenChecks_whenUptimeIsAsked_thenDegradedIsUpAndUnknownIsLeftOut() {
    assertThat(new CheckCounts(2, 1, 1, 100).uptimePercent()).hasValue(75);
    assertThat(new CheckCounts(0, 0, 0, 7).uptimePercent()).isEmpty();
    assertThat(CheckCounts.NONE.uptimePercent()).isEmpty();
  }

  @Test
  void givenNegativeNumber_whenCounted_thenRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CheckCounts(-1, 0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new CheckCounts(0, -1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new CheckCounts(0, 0, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new CheckCounts(0, 0, 0, -1));
  }

  @ParameterizedTest
  @EnumSource(HealthRange.class)
  void givenRange_whenCutIntoSteps_thenNothingIsLeftOverAndAChartCanShowThem(HealthRange range) {
    long steps = range.length().dividedBy(range.step());

    assertThat(range.step().multipliedBy(steps)).isEqualTo(range.length());
    assertThat(steps).isBetween(50L, 150L);
    assertThat(range.text()).matches("[0-9]+[hd]");
  }

  @Test
  void givenDowntime_whenComparedWithTheObjective_thenTheRestOfTheBudgetIsTold() {
    var kept = new Availability(99.9, Duration.ofSeconds(86), Duration.ofSeconds(80));
    var missed = new Availability(99.9, Duration.ofSeconds(86), Duration.ofSeconds(90));

    assertThat(kept.remainingBudget()).isEqualTo(Duration.ofSeconds(6));
    assertThat(kept.isMet()).isTrue();
    assertThat(missed.remainingBudget()).isEqualTo(Duration.ofSeconds(-4));
    assertThat(missed.isMet()).isFalse();
  }

  @Test
  void givenHistoryWithoutChecks_whenRead_thenThereAreNoTimes() {
    var point = new HealthPoint(TIME, CheckCounts.NONE, null);
    var history = new HealthHistory(
        ID,
        HealthRange.HOUR,
        TIME,
        TIME.plusSeconds(3600),
        List.of(point),
        CheckCounts.NONE,
        null,
        null,
        new Availability(99.9, Duration.ofSeconds(4), Duration.ZERO));

    assertThat(history.times()).isEmpty();
    assertThat(history.firstMeasured()).isEmpty();
    assertThat(history.points()).containsExactly(point);
    assertThat(point.times()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT0.5S", "PT1.000000001S"})
  void givenSpanThatIsNotWholeSeconds_whenSampled_thenRefused(String span) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new HealthSample(ID, TIME, Duration.parse(span), CheckCounts.NONE, ResponseTimes.NONE))
        .withMessageContaining("span");
  }
}
