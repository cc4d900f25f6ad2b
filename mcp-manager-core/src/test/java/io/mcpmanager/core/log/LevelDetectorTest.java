package io.mcpmanager.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.log.LogLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LevelDetectorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Server listening on stdio ~ INFO",
        "Secure MCP Filesystem Server running on stdio ~ INFO",
        "done with 0 errors and 2 warnings ~ INFO",
        "ERROR could not connect ~ ERROR",
        "2026-01-01T12:00:00Z ERROR [main] com.example.Foo - no ~ ERROR",
        "2026-01-01 12:00:00,123 - server - WARNING - slow ~ WARNING",
        "2026-01-01 INFO no ERROR was found ~ INFO",
        "[error] no ~ ERROR",
        "[12:00:00] [Warn] slow ~ WARNING",
        "<debug> details ~ DEBUG",
        "error: unknown option ~ ERROR",
        "Warning: deprecated ~ WARNING",
        "(node:42) ExperimentalWarning: soon ~ INFO",
        "DeprecationWarning: soon ~ WARNING",
        "TypeError: x is not a function ~ ERROR",
        "java.lang.IllegalStateException: no ~ ERROR",
        "Exception in thread \"main\" java.lang.Error ~ ERROR",
        "Traceback (most recent call last): ~ ERROR",
        "panic: runtime error ~ ERROR",
        "npm ERR! code E404 ~ ERROR",
        "npm WARN old lockfile ~ WARNING",
        "time=2026 level=warn msg=\"error\" ~ WARNING",
        "level=\"error\" msg=x ~ ERROR",
        "severity=DEBUG x ~ DEBUG",
        "{\"level\":\"error\",\"msg\":\"x\"} ~ ERROR",
        "{\"time\":1,\"level\":50,\"msg\":\"x\"} ~ ERROR",
        "{\"level\":40} ~ WARNING",
        "{\"level\":30,\"msg\":\"ERROR\"} ~ INFO",
        "{\"level\":20} ~ DEBUG",
        "{\"severity\": \"NOTICE\"} ~ INFO",
        "{\"levelname\":\"CRITICAL\"} ~ ERROR",
        "{\"message\":\"nothing\"} ~ INFO",
        "TRACE deep ~ DEBUG",
        "'' ~ INFO"
      })
  void givenALine_whenItsLevelIsGuessed_thenItIsWhatTheLineSays(String line, LogLevel level) {
    assertThat(LevelDetector.detect(line)).isEqualTo(level);
  }

  @Test
  void givenASignFarIntoTheLine_whenItsLevelIsGuessed_thenItDoesNotCount() {
    assertThat(LevelDetector.detect("x ".repeat(200) + "ERROR")).isEqualTo(LogLevel.INFO);
  }
}
