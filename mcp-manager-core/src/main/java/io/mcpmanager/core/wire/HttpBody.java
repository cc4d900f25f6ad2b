package io.mcpmanager.core.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.Duration;

/**
 * A response's body as it arrives. Frees the connection for a next exchange when the body has been
 * read to its end, and drops it when anything goes wrong before.
 */
final class HttpBody extends InputStream {

  /** How long closing waits for an end that is on its way. */
  private static final Duration LINGER = Duration.ofMillis(2);

  private static final int MAX_DRAINED = 64 * 1024;
  private static final int MAX_CHUNK_LINE = 4 * 1024;

  private final HttpExchange exchange;
  private final HttpConnection connection;
  private final HttpClientLimits limits;
  private final long framing;
  private long left;
  private boolean firstChunk = true;
  private boolean ended;
  private boolean closed;

  /** A body framed as {@link HttpResponseHead#length()} says. */
  HttpBody(
      HttpExchange exchange, HttpConnection connection, HttpClientLimits limits, long framing) {
    this.exchange = exchange;
    this.connection = connection;
    this.limits = limits;
    this.framing = framing;
    this.left = framing == HttpResponseHead.CHUNKED ? 0 : framing;
    if (framing == 0) {
      end();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the body is closed");
    }
    if (length == 0 || ended) {
      return ended ? -1 : 0;
    }
    try {
      return receive(target, offset, length);
    } catch (IOException e) {
      ended = true;
      closed = true;
      throw exchange.failed(e);
    }
  }

  @Override
  public void close() {
    if (!ended && !closed) {
      try {
        drain();
      } catch (IOException e) {
        // it is dropped below
      }
    }
    closed = true;
    exchange.close();
  }

  private void drain() throws IOException {
    if (framing == HttpResponseHead.UNTIL_CLOSE) {
      return;
    }
    connection.limitEach(LINGER);
    byte[] waste = new byte[8 * 1024];
    int drained = 0;
    while (!ended && drained < MAX_DRAINED) {
      drained += Math.max(0, receive(waste, 0, waste.length));
    }
  }

  private int receive(byte[] target, int offset, int length) throws IOException {
    if (framing == HttpResponseHead.CHUNKED && left == 0) {
      startChunk();
      if (ended) {
        return -1;
      }
    }
    boolean untilClose = framing == HttpResponseHead.UNTIL_CLOSE;
    int wanted = untilClose ? length : (int) Math.min(length, left);
    int read = connection.read(target, offset, wanted);
    if (read < 0 && !untilClose) {
      throw new EOFException("the peer closed the connection within a body");
    }
    if (read < 0) {
      end();
    } else if (!untilClose) {
      left -= read;
      if (left == 0 && framing != HttpResponseHead.CHUNKED) {
        end();
      }
    }
    return read;
  }

  private void startChunk() throws IOException {
    connection.allowLines(MAX_CHUNK_LINE);
    if (!firstChunk && !connection.readLine().isEmpty()) {
      throw new ProtocolException("response has a chunk longer than its size");
    }
    firstChunk = false;
    String line = connection.readLine();
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).stripTrailing();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new ProtocolException("response has a chunk size that is not a number");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      connection.allowLines(limits.maxHead());
      HttpResponseHead.headers(connection, limits.maxHeaders());
      end();
    }
  }

  private void end() {
    ended = true;
    exchange.finished();
  }
}
