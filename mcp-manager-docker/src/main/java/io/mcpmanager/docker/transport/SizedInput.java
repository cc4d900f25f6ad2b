package io.mcpmanager.docker.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body whose length was said. Ending early is an error, not an end. */
final class SizedInput extends InputStream {

  private final InputStream in;
  private long left;

  SizedInput(InputStream in, long length) {
    this.in = in;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(into, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the engine's answer broke off " + left + " bytes before its end");
    }
    left -= count;
    return count;
  }
}
