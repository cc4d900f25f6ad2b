package io.mcpmanager.store;

import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.log.LogLevel;

/** Numbers that stand for ordered constants in the database; they are never changed. */
final class Ranks {

  static int of(Severity severity) {
    return switch (severity) {
      case INFO -> 0;
      case WARNING -> 1;
      case ERROR -> 2;
    };
  }

  static Severity severity(int rank) {
    return switch (rank) {
      case 0 -> Severity.INFO;
      case 1 -> Severity.WARNING;
      default -> Severity.ERROR;
    };
  }

  static int of(LogLevel level) {
    return switch (level) {
      case DEBUG -> 0;
      case INFO -> 1;
      case WARNING -> 2;
      case ERROR -> 3;
    };
  }

  static LogLevel level(int rank) {
    return switch (rank) {
      case 0 -> LogLevel.DEBUG;
      case 1 -> LogLevel.INFO;
      case 2 -> LogLevel.WARNING;
      default -> LogLevel.ERROR;
    };
  }

  private Ranks() {}
}
