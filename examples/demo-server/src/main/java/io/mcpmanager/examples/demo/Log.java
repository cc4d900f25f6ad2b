package io.mcpmanager.examples.demo;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the server has to say: to the client as log notifications, to people on standard error. */
final class Log {

  /** The levels of MCP, the least urgent first. */
  enum Level {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    static List<String> names() {
      return Arrays.stream(values()).map(Level::text).toList();
    }

    static Level of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Wire wire;
  private final PrintStream err;
  private volatile Level lowest = Level.INFO;

  Log(Wire wire, PrintStream err) {
    this.wire = wire;
    this.err = err;
  }

  /** The client wants notifications of this level and above. */
  void setLowest(Level level) {
    lowest = level;
  }

  void write(Level level, String message) {
    print(level, message);
    if (level.compareTo(lowest) >= 0) {
      wire.notify(
          "notifications/message",
          JsonObject.of("level", level.text(), "logger", "demo", "data", message));
    }
  }

  /** For standard error only. */
  void print(Level level, String message) {
    err.println("[" + level.text() + "] " + message);
    err.flush();
  }

  void error(String message, Throwable cause) {
    print(Level.ERROR, message);
    cause.printStackTrace(err);
  }
}
