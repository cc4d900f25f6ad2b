package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class RestartHistoryPropertyTest {

  private static final Instant NOW = Situations.NOW;

  @Property
  void givenAnyPolicy_whenRestartsFollow_thenPausesGrowAndStayUnderTheirCap(
      @ForAll @LongRange(min = 10, max = 3_600_000) long first,
      @ForAll @LongRange(min = 0, max = 3_600_000) long more,
      @ForAll @IntRange(min = 1, max = 1000) int restarts) {
    long max = Math.min(3_600_000, first + more);
    RestartPolicy policy = policy(first, max);
    RestartHistory history = RestartHistory.NONE;
    Duration before = Duration.ZERO;

    for (int i = 0; i < Math.min(restarts, 100); i++) {
      Duration delay = history.nextDelay(policy, 0);
      assertThat(delay).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(policy.maxDelay());
      before = delay;
      history = history.restarted(policy, NOW);
    }
    assertThat(policy.delayBefore(restarts)).isPositive();
    assertThat(policy.delayBefore(Integer.MAX_VALUE)).isLessThanOrEqualTo(policy.maxDelay());
  }

  @Property
  void givenAnyJitter_whenPausing_thenItAddsAtMostAFifth(
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double jitter,
      @ForAll @LongRange(min = 10, max = 3_600_000) long first) {
    RestartPolicy policy = policy(first, 3_600_000);

    Duration delay = RestartHistory.NONE.nextDelay(policy, jitter);

    assertThat(delay.toMillis()).isBetween(first, first + first / 5);
  }

  @Property
  void givenRestartsInAWindow_whenOneMoreIsDue_thenOnlyTheseCount(
      @ForAll @IntRange(min = 0, max = 20) int allowed,
      @ForAll @IntRange(min = 0, max = 30) int old,
      @ForAll @IntRange(min = 0, max = 30) int recent) {
    RestartPolicy policy = RestartPolicy.DEFAULT.withMaxRestarts(allowed);
    RestartHistory history = RestartHistory.NONE;
    for (int i = 0; i < old; i++) {
      history = history.restarted(policy, NOW.minus(policy.window()));
    }
    for (int i = 0; i < recent; i++) {
      history = history.restarted(policy, NOW);
    }

    assertThat(history.isExhausted(policy, NOW)).isEqualTo(recent >= allowed);
    assertThat(history.total()).isEqualTo(old + recent);
    assertThat(history.ranWell().nextDelay(policy, 0)).isEqualTo(policy.firstDelay());
  }

  private static RestartPolicy policy(long firstMillis, long maxMillis) {
    return RestartPolicy.DEFAULT.withDelays(
        Duration.ofMillis(firstMillis), Duration.ofMillis(maxMillis));
  }
}
