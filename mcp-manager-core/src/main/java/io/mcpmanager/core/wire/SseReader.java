package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a {@code text/event-stream} as the HTML standard describes it, one event at a time. Data
 * over the bound is skipped, and its event reported as cut. Used by one thread.
 */
public final class SseReader {

  private static final int BUFFER = 8 * 1024;
  /** For streams that have filled the small one. */
  private static final int LARGE_BUFFER = 64 * 1024;
  /** A line of data from this length on is kept where it was collected. */
  private static final int LONG_LINE = 4 * 1024;
  /** How much of oversized data is kept. */
  private static final int HEAD = 200;
  /** Longest value of a field other than data; longer ones are ignored. */
  private static final int MAX_FIELD = 4 * 1024;
  /** The longest field name before its value. */
  private static final int MAX_PREFIX = "retry: ".length();

  private final InputStream in;
  private final int maxData;
  private BoundedBytes data;
  private BoundedBytes line;
  /** Where the data begins in its bytes; behind its name, if a long line became the data as it was. */
  private int dataStart;

  private byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;
  private boolean firstLine = true;
  private boolean afterCarriageReturn;
  private boolean hasData;
  /** Whether the event that is made of the data got the array too. */
  private boolean handedOn;

  private String type = "";
  private String idOfEvent = "";
  private String lastEventId = "";
  private OptionalLong retry = OptionalLong.empty();

  /**
   * A reader of one stream, which it does not close.
   *
   * @param maxData longest data of one event, in bytes
   */
  public SseReader(InputStream in, int maxData) {
    this.in = in;
    this.maxData = maxData;
    this.data = emptyData();
    this.line = emptyLine();
  }

  private BoundedBytes emptyData() {
    return new BoundedBytes(maxData, HEAD);
  }

  private BoundedBytes emptyLine() {
    return new BoundedBytes(Math.max(maxData, MAX_FIELD) + MAX_PREFIX, HEAD + MAX_PREFIX);
  }

  /**
   * Waits for the next event.
   *
   * @return empty when the stream has ended; an event it ended within is dropped
   */
  public Optional<SseEvent> next() throws IOException {
    while (readLine()) {
      if (line.length() > 0) {
        field();
      } else {
        // only now: to resume after an event that was cut off would lose it
        lastEventId = idOfEvent;
        Optional<SseEvent> event = hasData ? Optional.of(event()) : Optional.empty();
        clearData();
        hasData = false;
        type = "";
        if (event.isPresent()) {
          return event;
        }
      }
    }
    return Optional.empty();
  }

  /** The id to resume after; empty if the stream gave none. */
  public String lastEventId() {
    return lastEventId;
  }

  /** The pause before reconnecting in milliseconds, if the stream asked for one. */
  public OptionalLong retry() {
    return retry;
  }

  private SseEvent event() {
    return new SseEvent(
        type.isEmpty() ? "message" : type, dataOfEvent(), lastEventId, data.length() - dataStart);
  }

  private byte[] dataOfEvent() {
    byte[] array = data.array();
    if (data.length() > data.kept() || !Padding.suits(array, dataStart, data.kept())) {
      return Arrays.copyOfRange(array, dataStart, data.kept());
    }
    handedOn = true;
    return Padding.own(array, dataStart, data.kept());
  }

  private void clearData() {
    if (dataStart == 0 && !handedOn) {
      data.clear();
    } else {
      data = emptyData();
      dataStart = 0;
      handedOn = false;
    }
  }

  /** A line of the data, between two offsets in what was collected of the line. */
  private void data(byte[] bytes, int from, int to) {
    boolean whole = line.length() == to;
    if (!hasData && whole && to - from >= LONG_LINE && to - from <= maxData) {
      data = line;
      dataStart = from;
      line = emptyLine();
    } else {
      if (dataStart > 0) {
        BoundedBytes moved = emptyData();
        moved.append(data.array(), dataStart, data.kept());
        data = moved;
        dataStart = 0;
      }
      if (hasData) {
        data.append(new byte[] {'\n'}, 0, 1);
      }
      data.append(bytes, from, to);
      data.skip(line.length() - to);
    }
    hasData = true;
  }

  /** Collects one line without its terminator; false if the stream ended before it was complete. */
  private boolean readLine() throws IOException {
    line.clear();
    while (at < filled || fill()) {
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        if (buffer[at] == '\n') {
          at++;
          continue;
        }
      }
      int lineBreak = WordScan.lineBreak(buffer, at, filled);
      line.append(buffer, at, lineBreak);
      at = lineBreak;
      if (at < filled) {
        afterCarriageReturn = buffer[at] == '\r';
        at++;
        return true;
      }
    }
    return false;
  }

  private boolean fill() throws IOException {
    if (filled == buffer.length && filled < LARGE_BUFFER) {
      buffer = new byte[LARGE_BUFFER];
    }
    at = 0;
    filled = Math.max(0, in.read(buffer, 0, buffer.length));
    return filled > 0;
  }

  private void field() {
    byte[] bytes = line.array();
    int end = line.kept();
    int name = firstLine && startsWithByteOrderMark(bytes, end) ? 3 : 0;
    firstLine = false;
    int colon = name;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, end);
    if (value < end && bytes[value] == ' ') {
      value++;
    }
    switch (new String(bytes, name, Math.min(colon - name, MAX_PREFIX), UTF_8)) {
      case "data" -> data(bytes, value, end);
      case "event" -> type = text(bytes, value, end).orElse(type);
      case "id" ->
        idOfEvent = text(bytes, value, end).filter(id -> id.indexOf(0) < 0).orElse(idOfEvent);
      case "retry" ->
        text(bytes, value, end)
            .filter(text -> text.matches("[0-9]{1,18}"))
            .ifPresent(text -> retry = OptionalLong.of(Long.parseLong(text)));
      default -> {
        // a comment, or a field of a later standard: ignored
      }
    }
  }

  private Optional<String> text(byte[] bytes, int from, int to) {
    return line.length() > MAX_FIELD
        ? Optional.empty()
        : Optional.of(new String(bytes, from, to - from, UTF_8));
  }

  private static boolean startsWithByteOrderMark(byte[] bytes, int length) {
    return length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }
}
