package io.mcpmanager.docker.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, each with its length before it. Ending without the last, empty one is an error, not an end. */
public final class ChunkedInput extends InputStream {

  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_DIGITS = 15;

  private final InputStream in;
  private long left;
  private boolean begun;
  private boolean ended;

  public ChunkedInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(into, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the engine's answer broke off within a chunk");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (begun && !line().isEmpty()) {
      throw new IOException("a chunk of the engine's answer is longer than it says");
    }
    begun = true;
    left = length(line());
    if (left == 0) {
      ended = true;
      while (!line().isEmpty()) {
        // trailers say nothing that anybody needs
      }
    }
  }

  private String line() throws IOException {
    return HttpHead.line(in, new int[] {MAX_LINE});
  }

  private static long length(String line) throws IOException {
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    try {
      if (!digits.isEmpty() && digits.length() <= MAX_DIGITS && digits.charAt(0) != '-') {
        return Long.parseLong(digits, 16);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IOException("a chunk of the engine's answer has no length");
  }
}
