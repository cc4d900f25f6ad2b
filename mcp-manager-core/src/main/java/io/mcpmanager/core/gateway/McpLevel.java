package io.mcpmanager.core.gateway;

import io.mcpmanager.api.log.LogLevel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Levels of log notifications, least serious first. */
enum McpLevel {
  DEBUG(LogLevel.DEBUG),
  INFO(LogLevel.INFO),
  NOTICE(LogLevel.INFO),
  WARNING(LogLevel.WARNING),
  ERROR(LogLevel.ERROR),
  CRITICAL(LogLevel.ERROR),
  ALERT(LogLevel.ERROR),
  EMERGENCY(LogLevel.ERROR);

  /** All of them, for texts. */
  static final String LISTED =
      Arrays.stream(values()).map(McpLevel::text).collect(Collectors.joining(", "));

  private final LogLevel logLevel;

  McpLevel(LogLevel logLevel) {
    this.logLevel = logLevel;
  }

  /** The level of a line in the server's log. */
  LogLevel logLevel() {
    return logLevel;
  }

  /** The level as messages write it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<McpLevel> parse(String text) {
    return Arrays.stream(values()).filter(level -> level.text().equals(text)).findFirst();
  }
}
