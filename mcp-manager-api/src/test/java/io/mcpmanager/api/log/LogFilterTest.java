package io.mcpmanager.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LogFilterTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final LogLine LINE = new LogLine(
      1, ServerId.of("s1"), TIME, LogStream.STDERR, LogLevel.WARNING, "Disk almost full");

  static Stream<Arguments> filters() {
    return Stream.of(
        Arguments.of(LogFilter.ALL, true),
        Arguments.of(filter(Set.of(LogStream.STDERR, LogStream.MCP), LogLevel.DEBUG, ""), true),
        Arguments.of(filter(Set.of(LogStream.STDOUT), LogLevel.DEBUG, ""), false),
        Arguments.of(filter(Set.of(), LogLevel.INFO, ""), true),
        Arguments.of(filter(Set.of(), LogLevel.WARNING, ""), true),
        Arguments.of(filter(Set.of(), LogLevel.ERROR, ""), false),
        Arguments.of(filter(Set.of(), LogLevel.DEBUG, "ALMOST"), true),
        Arguments.of(filter(Set.of(), LogLevel.DEBUG, "empty"), false),
        Arguments.of(between(TIME, TIME.plusNanos(1)), true),
        Arguments.of(between(TIME.plusNanos(1), null), false),
        Arguments.of(between(null, TIME), false));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void givenFilter_whenLineIsMatched_thenOnlyThoseMeantPass(LogFilter filter, boolean passes) {
    assertThat(filter.matches(LINE)).isEqualTo(passes);
  }

  @Test
  void givenFilter_whenItsTimesAreRead_thenAbsentOnesAreEmpty() {
    assertThat(between(TIME, null).earliest()).contains(TIME);
    assertThat(between(TIME, null).latest()).isEmpty();
  }

  @Test
  void givenLineWithoutText_whenConstructed_thenRefused() {
    assertThatNullPointerException()
        .isThrownBy(
            () -> new LogLine(1, ServerId.of("s1"), TIME, LogStream.STDERR, LogLevel.INFO, null))
        .withMessage("text");
  }

  @Test
  void givenStreamsAndLevels_whenWritten_thenTheyAreInLowerCase() {
    assertThat(LogStream.MANAGER.text()).isEqualTo("manager");
    assertThat(LogLevel.WARNING.text()).isEqualTo("warning");
  }

  private static LogFilter filter(Set<LogStream> streams, LogLevel level, String text) {
    return new LogFilter(streams, level, null, null, text);
  }

  private static LogFilter between(Instant from, Instant to) {
    return new LogFilter(Set.of(), LogLevel.DEBUG, from, to, "");
  }
}
