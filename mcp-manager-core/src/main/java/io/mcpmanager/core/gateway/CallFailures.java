package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.lifecycle.LastWords;
import io.mcpmanager.core.lifecycle.Life;
import java.util.List;

/** Explains why a call failed: which server, in which phase, and, if it died over it, how, and what it wrote last. */
final class CallFailures {

  private static final int MOST_LINES = 5;
  private static final int LONGEST_LINE = 300;

  static McpManagerException explained(McpManagerException failure, Server server, Life life) {
    var text = new StringBuilder("server '")
        .append(server.name())
        .append("', ")
        .append(Phase.CALL.text())
        .append(": ")
        .append(failure.getMessage());
    if (failure.code() == ErrorCode.CHANNEL_FAILED) {
      addLastWords(text, life.lastWords());
    }
    return new McpManagerException(failure.code(), text.toString(), server.id(), failure);
  }

  private static void addLastWords(StringBuilder text, LastWords last) {
    if (last.exit() == null) {
      return;
    }
    // the reason why the connection ended mostly says so already
    if (text.indexOf(last.exit().description()) < 0) {
      text.append("; it ").append(last.exit().description());
    }
    List<String> lines = last.errorLines();
    if (!lines.isEmpty()) {
      text.append("; its last lines on standard error:");
      lines
          .subList(Math.max(0, lines.size() - MOST_LINES), lines.size())
          .forEach(line -> text.append('\n').append(shorten(line)));
    }
  }

  private static String shorten(String line) {
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  private CallFailures() {}
}
