package io.mcpmanager.examples.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Messages as lines, read and written with as few steps as possible. Used by one thread. */
final class Lines {

  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int start;
  private int end;

  Lines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; empty at the end of the stream. */
  byte[] next() throws IOException {
    var line = new ByteArrayOutputStream(512);
    while (true) {
      int stop = start;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      line.write(buffer, start, stop - start);
      if (stop < end) {
        start = stop + 1;
        return line.toByteArray();
      }
      start = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        return line.toByteArray();
      }
    }
  }

  /** Writes one line at once. */
  static void write(OutputStream out, byte[] message) throws IOException {
    byte[] line = Arrays.copyOf(message, message.length + 1);
    line[message.length] = '\n';
    out.write(line);
    out.flush();
  }
}
