package io.mcpmanager.server.rest;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.core.json.EventJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Writes the events of a filter, oldest first, page by page: however many they are, only one page is in memory. It ends
 * with the event that was the newest when it began.
 */
record EventExport(
    Events events, CallContext context, EventFilter filter, long after, Format format)
    implements Answer.Content {

  /** How an event is written. */
  enum Format {
    /** One JSON object a line. */
    NDJSON("application/x-ndjson"),
    /** Comma-separated values with a line of names first. */
    CSV("text/csv");

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
  }

  private static final List<String> COLUMNS = List.of(
      "sequence",
      "id",
      "time",
      "type",
      "category",
      "severity",
      "server",
      "serverName",
      "actor",
      "correlationId",
      "message",
      "data");

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long last = events.latestSequence(context);
    if (format == Format.CSV) {
      write(out, String.join(",", COLUMNS) + "\r\n");
    }
    long position = after;
    do {
      EventPage page = events.after(context, filter, position, Events.MAX_PAGE);
      for (Event event : page.events()) {
        if (event.sequence() > last) {
          return;
        }
        write(out, format == Format.CSV ? row(event) : EventJson.event(event) + "\n");
      }
      position = page.nextCursor();
    } while (position > 0);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String row(Event event) {
    return String.join(
            ",",
            Long.toString(event.sequence()),
            cell(event.id()),
            event.time().toString(),
            event.type().text(),
            event.type().category().text(),
            event.severity().text(),
            event.serverId().map(id -> cell(id.value())).orElse(""),
            event.serverName() == null ? "" : cell(event.serverName()),
            cell(event.actor()),
            cell(event.correlationId()),
            cell(event.data().message()),
            cell(EventJson.data(event.data()).toString()))
        + "\r\n";
  }

  /**
   * A text as a cell. Spreadsheets run what begins like a formula, and servers choose some of these texts: an apostrophe
   * before it makes it text.
   */
  static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
