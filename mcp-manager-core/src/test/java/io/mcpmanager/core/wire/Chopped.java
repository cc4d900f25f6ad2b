package io.mcpmanager.core.wire;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Random;

/** A stream that hands out its bytes in pieces of random size. */
final class Chopped {

  static InputStream of(byte[] bytes, Random random, int largestPiece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(largestPiece)));
      }
    };
  }

  private Chopped() {}
}
