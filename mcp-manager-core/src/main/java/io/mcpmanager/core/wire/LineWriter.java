package io.mcpmanager.core.wire;

import java.util.Arrays;

/** Puts messages on lines of their own. */
public final class LineWriter {

  /**
   * The message with a line feed after it. Line breaks within it become spaces: in checked JSON
   * they only stand between values.
   */
  public static byte[] line(byte[] message) {
    byte[] line = Arrays.copyOf(message, message.length + 1);
    int at = 0;
    while ((at = WordScan.lineBreak(line, at, message.length)) < message.length) {
      line[at] = ' ';
    }
    line[message.length] = '\n';
    return line;
  }

  private LineWriter() {}
}
