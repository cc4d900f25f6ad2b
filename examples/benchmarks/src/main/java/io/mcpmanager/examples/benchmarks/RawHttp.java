package io.mcpmanager.examples.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;

/** One end of a hop: messages with a length, or without a body, are handed to the other end as bytes. */
final class RawHttp implements AutoCloseable {

  private static final byte[] LENGTH = {
    '\n', 'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'
  };
  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private int headEnd;

  RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Waits for the head of a message; false if the connection ended instead. */
  boolean awaitHead() throws IOException {
    for (headEnd = findHeadEnd(); headEnd < 0; headEnd = findHeadEnd()) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** Hands the message whose head has come to another connection, the body as it arrives. */
  void passTo(RawHttp other) throws IOException {
    long left = headEnd + bodyLength();
    while (true) {
      int count = (int) Math.min(left, filled);
      other.out.write(buffer, 0, count);
      System.arraycopy(buffer, count, buffer, 0, filled - count);
      filled -= count;
      left -= count;
      if (left == 0) {
        return;
      }
      if (!fill()) {
        throw new EOFException("the connection ended within a message");
      }
    }
  }

  private boolean fill() throws IOException {
    if (filled == buffer.length) {
      throw new ProtocolException("the head of a message is too long");
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, count);
    return count > 0;
  }

  private int findHeadEnd() {
    for (int i = 3; i < filled; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private long bodyLength() {
    for (int line = 0; line < headEnd - LENGTH.length; line++) {
      if (buffer[line] == '\n' && isLength(line)) {
        return number(line + LENGTH.length);
      }
    }
    return 0;
  }

  private boolean isLength(int line) {
    for (int i = 1; i < LENGTH.length; i++) {
      int lower = buffer[line + i] >= 'A' && buffer[line + i] <= 'Z'
          ? buffer[line + i] + ('a' - 'A')
          : buffer[line + i];
      if (lower != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private long number(int from) {
    long value = 0;
    for (int i = from; buffer[i] != '\r'; i++) {
      if (buffer[i] >= '0' && buffer[i] <= '9') {
        value = 10 * value + buffer[i] - '0';
      }
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
