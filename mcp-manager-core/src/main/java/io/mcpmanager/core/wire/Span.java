package io.mcpmanager.core.wire;

import java.util.Arrays;

/**
 * A range of a message's bytes, usually one JSON value without the white space around it.
 *
 * @param start offset of the first byte
 * @param end offset after the last byte
 */
public record Span(int start, int end) {

  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span must not be reversed, was " + start + ".." + end);
    }
  }

  public int length() {
    return end - start;
  }

  /** A copy of the bytes this span covers. */
  public byte[] copyFrom(byte[] message) {
    return Arrays.copyOfRange(message, start, end);
  }
}
