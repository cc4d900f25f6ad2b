package io.mcpmanager.server.cli;

import io.mcpmanager.api.log.LogLevel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** Log lines of the manager itself: one line each, on standard error. */
final class Logging {

  static void configure(LogLevel level) {
    String own =
        switch (level) {
          case DEBUG -> "FINE";
          case INFO -> "INFO";
          case WARNING -> "WARNING";
          case ERROR -> "SEVERE";
        };
    // the web server is quiet, and does not print a stack trace for a port in use: we say that in a
    // sentence
    String properties = """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.ConsoleHandler.encoding = UTF-8
        java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
        java.util.logging.SimpleFormatter.format = %%1$tFT%%1$tT.%%1$tL %%4$s %%5$s%%6$s%%n
        .level = WARNING
        io.mcpmanager.level = %s
        io.helidon.webserver.LoomServer.level = OFF
        """.formatted(own);
    try {
      LogManager.getLogManager()
          .updateConfiguration(
              new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)),
              key -> (before, now) -> now);
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory failed", impossible);
    }
  }

  private Logging() {}
}
