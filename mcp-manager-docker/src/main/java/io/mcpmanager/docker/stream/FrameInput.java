package io.mcpmanager.docker.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Standard output of an attached container. The engine sends it in one stream with standard error, in frames of eight bytes
 * of head and what was written; whoever reads this takes them apart: the one goes straight into the reader's array, the
 * other to the sink on the way. Ending within a frame is an error, not an end.
 */
public final class FrameInput extends InputStream {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int HEAD = 8;

  private final InputStream in;
  private final StderrSink stderr;
  private final byte[] head = new byte[HEAD];
  private final byte[] aside = new byte[8192];
  private long left;

  public FrameInput(InputStream in, StderrSink stderr) {
    this.in = in;
    this.stderr = stderr;
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
    while (left == 0) {
      if (!nextFrame()) {
        return -1;
      }
    }
    int count = part(into, offset, (int) Math.min(length, left));
    left -= count;
    return count;
  }

  /** Comes to the next frame of standard output, if there is one; passes those of standard error on. */
  private boolean nextFrame() throws IOException {
    while (true) {
      int got = in.readNBytes(head, 0, HEAD);
      if (got == 0) {
        return false;
      }
      if (got < HEAD) {
        throw cut();
      }
      long length = length();
      switch (head[0]) {
        case STDIN, STDOUT -> {
          left = length;
          return true;
        }
        case STDERR -> pass(length);
        default ->
          throw new IOException("the engine sent something that is no output of a container");
      }
    }
  }

  private long length() throws IOException {
    if (head[1] != 0 || head[2] != 0 || head[3] != 0) {
      throw new IOException("the engine sent something that is no output of a container");
    }
    long length = 0;
    for (int i = 4; i < HEAD; i++) {
      length = (length << 8) | (head[i] & 0xff);
    }
    return length;
  }

  private void pass(long length) throws IOException {
    long rest = length;
    while (rest > 0) {
      int count = part(aside, 0, (int) Math.min(aside.length, rest));
      stderr.onBytes(aside, 0, count);
      rest -= count;
    }
  }

  private int part(byte[] into, int offset, int length) throws IOException {
    int count = in.read(into, offset, length);
    if (count < 0) {
      throw cut();
    }
    return count;
  }

  private static EOFException cut() {
    return new EOFException("the engine's connection to the container broke off within a frame");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
