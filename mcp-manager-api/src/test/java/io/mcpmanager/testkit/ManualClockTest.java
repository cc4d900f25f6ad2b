package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualClockTest {

  private final ManualClock clock = new ManualClock();
  private final List<String> ran = new ArrayList<>();

  @Test
  void givenTasks_whenTimePasses_thenTheyRunInTheOrderOfTheirTimes() {
    clock.schedule(Duration.ofSeconds(2), () -> ran.add("late at " + sinceStart()));
    clock.schedule(Duration.ofSeconds(1), () -> ran.add("early at " + sinceStart()));
    clock.schedule(Duration.ofSeconds(1), () -> ran.add("second at " + sinceStart()));
    clock.schedule(Duration.ofSeconds(9), () -> ran.add("too late"));

    clock.advance(Duration.ofSeconds(5));

    assertThat(ran).containsExactly("early at PT1S", "second at PT1S", "late at PT2S");
    assertThat(sinceStart()).isEqualTo(Duration.ofSeconds(5));
    assertThat(clock.untilNext()).contains(Duration.ofSeconds(4));
  }

  @Test
  void givenTaskThatSchedulesAnother_whenBothAreDue_thenBothRun() {
    clock.schedule(
        Duration.ofSeconds(1),
        () -> clock.schedule(Duration.ofSeconds(1), () -> ran.add("at " + sinceStart())));

    clock.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("at PT2S");
    assertThat(clock.nanoTime()).isEqualTo(2_000_000_000L);
  }

  @Test
  void givenCancelledTask_whenTimePasses_thenItDoesNotRun() {
    var timer = clock.schedule(Duration.ofSeconds(1), () -> ran.add("cancelled"));

    timer.cancel();
    clock.advance(Duration.ofSeconds(2));

    assertThat(ran).isEmpty();
    assertThat(clock.pending()).isZero();
  }

  private Duration sinceStart() {
    return Duration.between(ManualClock.START, clock.now());
  }
}
