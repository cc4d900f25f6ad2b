package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class RestartPolicyPropertyTest {

  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  @Property(tries = 300)
  void givenAnyPolicy_whenRestartsGrow_thenPausesNeverShrinkNorPassTheCap(
      @ForAll @LongRange(min = 10, max = 3_600_000) long first,
      @ForAll @LongRange(min = 0, max = 3_600_000) long more,
      @ForAll @IntRange(min = 1, max = 1_000_000) int restart) {
    var policy = RestartPolicy.DEFAULT.withDelays(
        Duration.ofMillis(first), Duration.ofMillis(Math.min(first + more, 3_600_000)));
    Duration delay = policy.delayBefore(restart);
    assertThat(delay).isBetween(policy.firstDelay(), policy.maxDelay());
    assertThat(policy.delayBefore(restart + 1)).isGreaterThanOrEqualTo(delay);
  }

  @Property(tries = 300)
  void givenPausesBelowTheCap_whenRestartsGrow_thenEachIsTwiceTheOneBefore(
      @ForAll @LongRange(min = 10, max = 3_600_000) long first,
      @ForAll @IntRange(min = 1, max = 30) int restart) {
    var policy = RestartPolicy.DEFAULT.withDelays(Duration.ofMillis(first), Duration.ofHours(1));
    Duration twice = policy.delayBefore(restart).multipliedBy(2);
    assertThat(policy.delayBefore(restart + 1))
        .isEqualTo(twice.compareTo(policy.maxDelay()) < 0 ? twice : policy.maxDelay());
  }

  @Test
  void givenDefaults_whenAsked_thenPausesAreThoseOfTheContract() {
    assertThat(RestartPolicy.DEFAULT.delayBefore(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(RestartPolicy.DEFAULT.delayBefore(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(RestartPolicy.DEFAULT.delayBefore(6)).isEqualTo(Duration.ofSeconds(32));
    assertThat(RestartPolicy.DEFAULT.delayBefore(7)).isEqualTo(Duration.ofMinutes(1));
    assertThat(RestartPolicy.DEFAULT.delayBefore(1_000_000)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void givenNoFirstPause_whenAskedForTheLastRestart_thenTheAnswerComesAtOnce() {
    var policy = RestartPolicy.DEFAULT.withDelays(Duration.ZERO, Duration.ofHours(1));
    for (int i = 0; i < 1000; i++) {
      assertThat(policy.delayBefore(Integer.MAX_VALUE)).isZero();
    }
  }

  @Test
  void givenLongestPauses_whenDoubled_thenNothingOverflows() {
    var policy = RestartPolicy.DEFAULT.withDelays(Duration.ofNanos(1), LONGEST);
    assertThat(policy.delayBefore(Integer.MAX_VALUE)).isEqualTo(LONGEST);
    assertThat(policy.withDelays(LONGEST, LONGEST).delayBefore(2)).isEqualTo(LONGEST);
  }

  @Test
  void givenFirstPauseAboveTheCap_whenAsked_thenTheCapWins() {
    var policy = RestartPolicy.DEFAULT.withDelays(Duration.ofHours(1), Duration.ofSeconds(1));
    assertThat(policy.delayBefore(1)).isEqualTo(Duration.ofSeconds(1));
  }
}
