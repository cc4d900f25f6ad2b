package io.mcpmanager.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

final class ResponseTimesPropertyTest {

  private static final long FIVE_MINUTES = 300_000_000;

  @Property
  void givenTimes_whenAddedUpInAnyOrder_thenNumberSumAndEndsAreExact(
      @ForAll @NotEmpty List<@LongRange(min = 0, max = FIVE_MINUTES) Long> micros) {
    ResponseTimes all = sum(micros);

    assertThat(all.count()).isEqualTo(micros.size());
    assertThat(all.min()).isEqualTo(time(micros.stream().mapToLong(m -> m).min().orElseThrow()));
    assertThat(all.max()).isEqualTo(time(micros.stream().mapToLong(m -> m).max().orElseThrow()));
    assertThat(all.average())
        .isEqualTo(time(micros.stream().mapToLong(m -> m).sum() / micros.size()));
    assertThat(sum(micros.reversed())).isEqualTo(all).hasSameHashCodeAs(all);
    int middle = micros.size() / 2;
    assertThat(sum(micros.subList(0, middle)).plus(sum(micros.subList(middle, micros.size()))))
        .isEqualTo(all);
  }

  @Property
  void givenTimes_whenAPercentileIsAsked_thenItIsWithinTheBound(
      @ForAll @NotEmpty List<@LongRange(min = 0, max = FIVE_MINUTES) Long> micros,
      @ForAll @DoubleRange(min = 0.1, max = 100) double percent) {
    List<Long> sorted = micros.stream().sorted().toList();
    int rank = (int) Math.max(1, Math.ceil(sorted.size() * (percent / 100)));
    long exact = sorted.get(rank - 1);

    long found = sum(micros).percentile(percent).toNanos() / 1000;

    assertThat(found).isCloseTo(exact, within(Math.max(1, exact / 32)));
  }

  @Property
  void givenTimes_whenEncodedAndDecoded_thenTheyAreTheSame(
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 1L << 50) Long> micros) {
    ResponseTimes times = sum(micros);

    assertThat(ResponseTimes.decode(times.encoded())).isEqualTo(times);
  }

  @Property
  void givenTimes_whenCollected_thenTheyAreTheSameAsAddedUp(
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 1L << 50) Long> micros) {
    var collector = new ResponseTimesCollector();
    micros.forEach(time -> collector.add(time(time)));

    assertThat(collector.times()).isEqualTo(sum(micros));
  }

  @Property
  void givenAnyBytes_whenDecoded_thenTheyAreTakenOrRefused(@ForAll @Size(max = 40) byte[] bytes) {
    try {
      assertThat(ResponseTimes.decode(bytes).toString()).isNotEmpty();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("no encoded response times");
    }
  }

  @Property(tries = 1)
  void givenNoTimes_whenAsked_thenEverythingIsZero() {
    assertThat(ResponseTimes.NONE.percentile(50)).isZero();
    assertThat(ResponseTimes.NONE.average()).isZero();
    assertThat(ResponseTimes.NONE.encoded()).isEmpty();
    assertThat(ResponseTimes.of(Duration.ofSeconds(-1)).max()).isZero();
    assertThatThrownBy(() -> ResponseTimes.NONE.percentile(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ResponseTimes sum(List<Long> micros) {
    return micros.stream()
        .map(ResponseTimesPropertyTest::time)
        .map(ResponseTimes::of)
        .reduce(ResponseTimes.NONE, ResponseTimes::plus);
  }

  private static Duration time(long micros) {
    return Duration.ofNanos(micros * 1000);
  }
}
