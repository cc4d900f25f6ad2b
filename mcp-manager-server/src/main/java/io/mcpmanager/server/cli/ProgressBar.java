package io.mcpmanager.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;

/** One line that shows how far something is, drawn over itself; nothing where nobody looks at it. */
final class ProgressBar {

  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean shown;
  private int drawn;

  /** Draws only if {@code shown}. */
  ProgressBar(PrintWriter out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  /** Whether a person looks at what this program writes. */
  @SuppressWarnings("SystemConsoleNull") // that it may not be null either is seen to below
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // from Java 22 on there may be a console without a terminal
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException unknown) {
      return false;
    }
  }

  void draw(JsonNode counts) {
    if (shown) {
      String line = line(counts);
      overwrite(line);
      drawn = line.length();
    }
  }

  /** Takes the line away. */
  void clear() {
    if (shown && drawn > 0) {
      overwrite("");
      out.print('\r');
      out.flush();
      drawn = 0;
    }
  }

  private void overwrite(String line) {
    out.print('\r');
    out.print(line);
    out.print(" ".repeat(Math.max(0, drawn - line.length())));
    out.flush();
  }

  static String line(JsonNode counts) {
    int total = Math.max(1, counts.path("total").asInt());
    int done = counts.path("done").asInt();
    int filled = done * WIDTH / total;
    int failed = counts.path("failed").asInt();
    return "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + done + " of "
        + counts.path("total").asInt() + (failed == 0 ? "" : ", " + failed + " failed");
  }
}
