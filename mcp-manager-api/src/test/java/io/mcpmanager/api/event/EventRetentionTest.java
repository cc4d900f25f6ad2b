package io.mcpmanager.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EventRetentionTest {

  @Test
  void givenLessThanTheLeast_whenMade_thenFieldIsNamed() {
    assertThat(new EventRetention(Duration.ofMinutes(1), 1).maxCount()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventRetention(Duration.ofSeconds(59), 1))
        .withMessageContaining("maxAge");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventRetention(Duration.ofDays(1), 0))
        .withMessageContaining("maxCount");
  }
}
