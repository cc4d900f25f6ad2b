package io.mcpmanager.core.wire;

import java.util.Arrays;

/** Collects bytes up to a bound; over it, counts them and keeps only how they began. */
final class BoundedBytes {

  private static final int SMALL = 1024;
  private static final int KEPT = 64 * 1024;

  private final int limit;
  private final int headLength;
  private byte[] bytes = new byte[SMALL];
  private int kept;
  private long length;

  BoundedBytes(int limit, int headLength) {
    this.limit = limit;
    this.headLength = headLength;
  }

  void append(byte[] source, int from, int to) {
    int added = to - from;
    if (length + added <= limit) {
      copy(source, from, added);
    } else if (length <= limit) {
      copy(source, from, Math.min(Math.max(0, headLength - kept), added));
      keepHead();
    }
    length += added;
  }

  /** Counts bytes that were dropped before they came here. */
  void skip(long dropped) {
    length += dropped;
    if (length > limit) {
      keepHead();
    }
  }

  void clear() {
    kept = 0;
    length = 0;
    shrink();
  }

  /** How many bytes came in all. */
  long length() {
    return length;
  }

  /** How many of them are in {@link #array()}. */
  int kept() {
    return kept;
  }

  /** The bytes kept; not a copy. */
  byte[] array() {
    return bytes;
  }

  private void copy(byte[] source, int from, int added) {
    if (bytes.length - kept < added) {
      bytes = Arrays.copyOf(bytes, Math.max(Growth.after(bytes.length, limit), kept + added));
    }
    System.arraycopy(source, from, bytes, kept, added);
    kept += added;
  }

  private void keepHead() {
    kept = Math.min(headLength, kept);
    shrink();
  }

  private void shrink() {
    if (bytes.length > KEPT && kept <= SMALL) {
      bytes = Arrays.copyOf(bytes, SMALL);
    }
  }
}
