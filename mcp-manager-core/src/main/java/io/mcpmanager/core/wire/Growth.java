package io.mcpmanager.core.wire;

/**
 * How a buffer grows whose content comes without a length. While it is copied there are both, so a large one gets much
 * larger at once: at ten million bytes all of it takes one and a half times the content, with doubling up to two and a half.
 */
final class Growth {

  private static final int LARGE = 1024 * 1024;

  /** The size after one that is full; {@code most} is enough for all that may come. */
  static int after(int size, int most) {
    return (int) Math.min(most, (size < LARGE ? 2L : 4L) * size);
  }

  private Growth() {}
}
