package io.mcpmanager.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.diagnostics.LogLevels.Name;
import io.mcpmanager.server.diagnostics.LogLevels.Setting;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogLevelsTest {

  private static final String NAME = "test.levels";

  private final ManualClock clock = new ManualClock();
  private final LogLevels levels = new LogLevels(clock);
  private final Logger logger = Logger.getLogger(NAME);

  @AfterEach
  void takeBack() {
    levels.close();
  }

  @Test
  void givenChangeForATime_whenItIsOver_thenTheLevelIsWhatItWas() {
    logger.setLevel(Level.WARNING);

    Setting setting = levels.set(NAME, Name.DEBUG, Duration.ofMinutes(10));
    assertThat(setting)
        .isEqualTo(new Setting(NAME, Name.DEBUG, true, clock.now().plus(Duration.ofMinutes(10))));
    assertThat(Logger.getLogger(NAME + ".below").isLoggable(Level.FINE)).isTrue();

    clock.advance(Duration.ofMinutes(10));
    assertThat(logger.getLevel()).isEqualTo(Level.WARNING);
    assertThat(levels.list()).contains(new Setting(NAME, Name.WARNING, false, null));
  }

  @Test
  void givenSecondChange_whenTheFirstWouldEnd_thenTheSecondStays() {
    levels.set(NAME, Name.DEBUG, Duration.ofMinutes(1));
    levels.set(NAME, Name.OFF, null);

    clock.advance(Duration.ofHours(1));

    assertThat(logger.getLevel()).isEqualTo(Level.OFF);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void givenChanges_whenTakenBackOrClosed_thenTheFirstLevelIsThereAgain() {
    levels.set(NAME, Name.DEBUG, null);
    levels.set(NAME, Name.ERROR, null);
    assertThat(levels.set(NAME, null, null).changed()).isFalse();
    assertThat(logger.getLevel()).isNull();

    levels.set(NAME, Name.ERROR, Duration.ofHours(1));
    levels.close();
    assertThat(logger.getLevel()).isNull();
    assertThat(clock.pending()).isZero();
  }

  @Test
  void givenManyChanged_whenOneMoreIs_thenItIsRefused() {
    for (int i = 0; i < 100; i++) {
      levels.set(NAME + i, Name.ERROR, null);
    }

    assertThatThrownBy(() -> levels.set(NAME, Name.ERROR, null))
        .isInstanceOfSatisfying(McpManagerException.class, refused -> assertThat(refused.code())
            .isEqualTo(ErrorCode.LIMIT_REACHED));
    assertThat(levels.set(NAME + 1, Name.DEBUG, null).level()).isEqualTo(Name.DEBUG);
  }
}
