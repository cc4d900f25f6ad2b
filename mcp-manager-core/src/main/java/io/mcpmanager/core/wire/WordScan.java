package io.mcpmanager.core.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at once. Every mask is exact for its lowest marked byte only: a borrow can
 * mark bytes above a true hit, never below one.
 */
final class WordScan {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long TWOS = 0x02 * ONES;
  private static final long AFTER_SPACES = 0x21 * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long CARRIAGE_RETURNS = '\r' * ONES;

  /** The first byte from {@code at} that is not plain text inside a JSON string, or {@code end}. */
  static int endOfPlainText(byte[] bytes, int at, int end) {
    int i = at;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long special = special((long) WORDS.get(bytes, i)) & HIGHS;
      if (special != 0) {
        return i + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    return i;
  }

  /**
   * Has the highest bit of bytes set that are not plain text, and anything in the other bits. With its second bit turned
   * over a quote is a space, and only it and control characters are less than what follows a space.
   */
  private static long special(long word) {
    return word | ((word ^ TWOS) - AFTER_SPACES) | ((word ^ BACKSLASHES) - ONES);
  }

  /** The first line feed from {@code at}, or {@code end}. */
  static int lineFeed(byte[] bytes, int at, int end) {
    return find((byte) '\n', LINE_FEEDS, bytes, at, end);
  }

  /** The first backslash from {@code at}, or {@code end}. */
  static int backslash(byte[] bytes, int at, int end) {
    return find((byte) '\\', BACKSLASHES, bytes, at, end);
  }

  private static int find(byte wanted, long repeated, byte[] bytes, int at, int end) {
    int i = at;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i) ^ repeated;
      long found = (word - ONES) & ~word & HIGHS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  /** The first line feed or carriage return from {@code at}, or {@code end}. */
  static int lineBreak(byte[] bytes, int at, int end) {
    int i = at;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i);
      long feed = word ^ LINE_FEEDS;
      long carriage = word ^ CARRIAGE_RETURNS;
      long found = (((feed - ONES) & ~feed) | ((carriage - ONES) & ~carriage)) & HIGHS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private WordScan() {}
}
