package io.mcpmanager.docker.egress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Copies the body of a request, and not a byte more: what follows would be read as another request. */
final class RequestBody {

  private static final int MAX_LINE = 1024;
  private static final int MAX_TRAILERS = 8 << 10;
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \\t]*(;.*)?");

  /**
   * Copies.
   *
   * @param length in bytes, or {@link ProxyRequest#CHUNKED}
   * @param moved is told of every piece
   * @throws EgressRefusal if its chunks are malformed
   */
  static void copy(InputStream in, OutputStream out, long length, Runnable moved)
      throws IOException {
    if (length == ProxyRequest.CHUNKED) {
      copyChunks(in, out, moved);
    } else {
      copyBytes(in, out, length, moved);
    }
  }

  /** Chunks are written anew, without their extensions and trailers. */
  private static void copyChunks(InputStream in, OutputStream out, Runnable moved)
      throws IOException {
    long size = chunkSize(in);
    while (size > 0) {
      write(out, Long.toHexString(size) + "\r\n");
      copyBytes(in, out, size, moved);
      if (in.read() != '\r' || in.read() != '\n') {
        throw EgressRefusal.malformed("a chunk of the request is longer than it says");
      }
      write(out, "\r\n");
      out.flush();
      size = chunkSize(in);
    }
    int left = MAX_TRAILERS;
    for (String line = ProxyHead.line(in, left); !line.isEmpty(); line = ProxyHead.line(in, left)) {
      left -= line.length() + 2;
    }
    write(out, "0\r\n\r\n");
  }

  private static long chunkSize(InputStream in) throws IOException {
    var matcher = CHUNK.matcher(ProxyHead.line(in, MAX_LINE));
    if (!matcher.matches()) {
      throw EgressRefusal.malformed("a chunk of the request is malformed");
    }
    return Long.parseLong(matcher.group(1), 16);
  }

  private static void copyBytes(InputStream in, OutputStream out, long length, Runnable moved)
      throws IOException {
    var buffer = new byte[16 << 10];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("the request's body ended early");
      }
      moved.run();
      out.write(buffer, 0, read);
      if (in.available() == 0) {
        out.flush();
      }
      left -= read;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private RequestBody() {}
}
