package io.mcpmanager.docker.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Makes lines of bytes that come in pieces. A line that is too long is cut. Used by one thread at a time. */
public final class LineCutter {

  private final int maxBytes;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean cut;

  /**
   * A cutter at the beginning of a line.
   *
   * @param maxBytes longest line kept
   * @param lines takes them, without their ends
   */
  public LineCutter(int maxBytes, Consumer<String> lines) {
    this.maxBytes = maxBytes;
    this.lines = lines;
  }

  /** Takes a piece. */
  public void take(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        add(bytes, from, i - from);
        finish();
        from = i + 1;
      }
    }
    add(bytes, from, end - from);
  }

  /** Nothing more comes: what is there is the last line, if it is anything. */
  public void end() {
    if (line.size() > 0) {
      finish();
    }
  }

  private void add(byte[] bytes, int from, int length) {
    int room = maxBytes - line.size();
    line.write(bytes, from, Math.min(length, room));
    cut |= length > room;
  }

  private void finish() {
    String text = line.toString(UTF_8);
    lines.accept(cut ? withoutHalf(text) + "…" : withoutReturn(text));
    line.reset();
    cut = false;
  }

  private static String withoutReturn(String text) {
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** Without the sign that stands for the half of a character that was cut. */
  private static String withoutHalf(String text) {
    return text.endsWith("�") ? text.substring(0, text.length() - 1) : text;
  }
}
