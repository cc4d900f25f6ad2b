package io.mcpmanager.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.ServerJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/**
 * Writes the lines of a server's log that pass a filter, oldest first, page by page: however many they are, only one
 * page is in memory. It ends with the line that was the newest when it began.
 */
record LogExport(Logs logs, CallContext context, ServerId server, LogFilter filter, Format format)
    implements Answer.Content {

  /** How a line is written. */
  enum Format {
    /** One JSON object a line. */
    NDJSON("application/x-ndjson"),
    /** Time, stream, level and text. */
    TEXT("text/plain");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    String mediaType() {
      return mediaType;
    }

    String fileEnding() {
      return this == TEXT ? "log" : text();
    }
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    List<LogLine> newest = logs.before(context, server, LogFilter.ALL, Long.MAX_VALUE, 1);
    long last = newest.isEmpty() ? 0 : newest.getFirst().sequence();
    long position = 0;
    while (position < last) {
      List<LogLine> page = logs.after(context, server, filter, position, Logs.MAX_PAGE);
      if (page.isEmpty()) {
        return;
      }
      for (LogLine line : page) {
        if (line.sequence() > last) {
          return;
        }
        out.write((shown(line) + "\n").getBytes(UTF_8));
      }
      position = page.getLast().sequence();
    }
  }

  private String shown(LogLine line) {
    return format == Format.NDJSON
        ? ServerJson.logLine(line).toString()
        : line.time() + " " + line.stream().text() + " " + line.level().text() + "  " + line.text();
  }
}
