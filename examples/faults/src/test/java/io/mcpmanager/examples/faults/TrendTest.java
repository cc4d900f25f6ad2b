package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {

  @Test
  void givenNumbersThatGoUpAndDown_whenFitted_thenTheyDoNotGrow() {
    assertThat(Trend.of("x", List.of(100.0, 108.0, 99.0, 109.0, 101.0, 107.0)).grows())
        .isFalse();
    assertThat(Trend.of("x", List.of(5.0)).grows()).isFalse();
  }

  @Test
  void givenNumbersThatClimb_whenFitted_thenTheyGrow() {
    Trend trend =
        Trend.of("x", IntStream.range(0, 40).mapToObj(i -> 100.0 + i + i % 3).toList());

    assertThat(trend.grows()).isTrue();
    assertThat(trend.rise()).isBetween(38.0, 40.0);
  }
}
