package io.mcpmanager.core.wire;

import java.util.Arrays;

/**
 * Spaces behind a long message, which JSON does not mind: with some the array it was collected in need not be copied to one
 * of its very length, and an id can grow where it stands.
 */
public final class Padding {

  /** Longer messages may be padded; a copy of a shorter one costs too little. */
  static final int LONG = 64 * 1024;

  /** Enough for an id that is a UUID in place of a number. */
  static final int ROOM = 64;

  /** Most of the message's length that spaces may add, as one part of so many. */
  private static final int PART = 8;

  /** Where a message ends that may have spaces behind it. */
  public static int end(byte[] message) {
    int end = message.length;
    while (end > 0 && message[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  /** Whether a message between two offsets of an array is better padded than copied. */
  static boolean suits(byte[] array, int from, int to) {
    int length = to - from;
    return length > LONG && array.length - length <= length / PART + ROOM;
  }

  /** A message that stands between two offsets of an array nobody else needs: in it if that suits, else in one of its own. */
  static byte[] own(byte[] array, int from, int to) {
    if (!suits(array, from, to)) {
      return from == 0 && to == array.length ? array : Arrays.copyOfRange(array, from, to);
    }
    around(array, from, to);
    return array;
  }

  /** Fills all but the message with spaces. */
  static void around(byte[] array, int from, int to) {
    Arrays.fill(array, 0, from, (byte) ' ');
    Arrays.fill(array, to, array.length, (byte) ' ');
  }

  private Padding() {}
}
