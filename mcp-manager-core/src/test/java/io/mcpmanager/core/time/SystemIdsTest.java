package io.mcpmanager.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SystemIdsTest {

  private final ManualClock clock = new ManualClock();
  private final SystemIds ids = new SystemIds(clock);

  @Test
  void givenManyIds_whenCompared_thenNoneRepeatsAndAllAreLegal() {
    var many = Stream.generate(ids::nextId).limit(10_000).toList();

    assertThat(many).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9]{26}"));
  }

  @Test
  void givenLaterTime_whenSorted_thenIdComesLater() {
    String first = ids.nextId();
    clock.advance(Duration.ofMillis(1));
    String second = ids.nextId();
    clock.advance(Duration.ofDays(36_500));
    String third = ids.nextId();

    assertThat(first).isLessThan(second);
    assertThat(second).isLessThan(third);
  }

  @Test
  void givenSecrets_whenCompared_thenTheyAreLongAndDiffer() {
    var many = Stream.generate(ids::nextSecret).limit(1_000).toList();

    assertThat(many).doesNotHaveDuplicates().allMatch(s -> s.matches("[A-Za-z0-9_-]{32}"));
  }
}
