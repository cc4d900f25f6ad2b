package io.mcpmanager.examples.demo;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the server has to say to people, on standard error. */
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

    static Level required(JsonObject params, String name) throws RpcError {
      var level = Methods.required(params, name);
      if (!names().contains(level)) {
        throw RpcError.invalidParams("'" + name + "' must be one of " + String.join(", ", names()));
      }
      return of(level);
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final PrintStream err;

  Log(PrintStream err) {
    this.err = err;
  }

  void print(Level level, String message) {
    err.println("[" + level.text() + "] " + message);
    err.flush();
  }

  void error(String message, Throwable cause) {
    print(Level.ERROR, message);
    cause.printStackTrace(err);
  }
}
