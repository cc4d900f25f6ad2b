package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Formats parts of a {@code text/event-stream}. */
public final class SseWriter {

  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  /**
   * One event of the default type. Line breaks in {@code data} start a new data line, so that the
   * reader gets line feeds in their place.
   *
   * @param id left out if null
   * @throws IllegalArgumentException if the id holds a line break or a NUL
   */
  public static byte[] event(@Nullable String id, byte[] data) {
    return event(id, null, data);
  }

  /**
   * One event.
   *
   * @param id left out if null
   * @param type left out if null
   * @throws IllegalArgumentException if the id or the type holds a line break or a NUL
   */
  public static byte[] event(@Nullable String id, @Nullable String type, byte[] data) {
    byte[] head = field("event: ", type).concat(field("id: ", id)).getBytes(UTF_8);
    var writer = new ByteWriter(head.length + data.length + DATA.length + 2).append(head);
    int from = 0;
    int lineBreak;
    do {
      lineBreak = WordScan.lineBreak(data, from, data.length);
      writer.append(DATA).append(data, from, lineBreak).ascii("\n");
      boolean pair =
          lineBreak + 1 < data.length && data[lineBreak] == '\r' && data[lineBreak + 1] == '\n';
      from = lineBreak + (pair ? 2 : 1);
    } while (lineBreak < data.length);
    return writer.ascii("\n").toBytes();
  }

  /** A comment, which readers ignore: keeps the connection alive. */
  public static byte[] comment(String text) {
    return field(": ", text).concat("\n").getBytes(UTF_8);
  }

  /** Asks the reader to wait this long before it reconnects. */
  public static byte[] retry(long milliseconds) {
    return ("retry: " + milliseconds + "\n\n").getBytes(UTF_8);
  }

  private static String field(String prefix, @Nullable String value) {
    if (value == null) {
      return "";
    }
    if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException("an event's fields must not hold line breaks or NUL");
    }
    return prefix + value + "\n";
  }

  private SseWriter() {}
}
