package io.mcpmanager.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The head of a response, and its body as it arrives.
 *
 * @param status 200 to 599
 * @param headers as they came, names in the peer's spelling
 * @param body to be read to its end or closed, on one thread; only then is the connection free.
 *     Closing waits a moment for an end that is already on its way, so that the connection can be
 *     used again; {@link HttpExchange#close()} does not wait
 */
public record HttpResponse(int status, List<HttpHeader> headers, InputStream body) {

  public HttpResponse {
    headers = List.copyOf(headers);
  }

  /** What is allocated on trust of a length announced; for more, that much must have come. */
  private static final int TRUSTED = 1024 * 1024;

  private static final int SMALL = 8 * 1024;

  /** The value of the first header of this name. */
  public Optional<String> header(String name) {
    for (HttpHeader header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the body, or one byte more than {@code limit} of it if it is longer.
   *
   * @param limit less than {@link Integer#MAX_VALUE}
   */
  public byte[] readBody(int limit) throws IOException {
    return read(limit, false);
  }

  /** Reads a body that is JSON, as {@link #readBody} does; a long one may get {@link Padding}, within the limit. */
  public byte[] readJson(int limit) throws IOException {
    return read(limit, true);
  }

  private byte[] read(int limit, boolean padded) throws IOException {
    long announced = header("content-length").map(Long::parseLong).orElse((long) SMALL);
    boolean roomy = padded && announced > Padding.LONG && announced <= limit - Padding.ROOM;
    long expected = roomy ? announced + Padding.ROOM : announced;
    byte[] bytes = new byte[(int) Math.min(limit + 1, Math.min(expected, TRUSTED))];
    int filled = 0;
    while (true) {
      // of nothing when the array is full, which tells whether that was all
      int read = body.read(bytes, filled, bytes.length - filled);
      filled += Math.max(0, read);
      if (read < 0 && padded && bytes.length <= limit) {
        return Padding.own(bytes, 0, filled);
      }
      if (read < 0 || filled == limit + 1) {
        return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
      }
      if (read == 0) {
        // one more byte than the limit only if that is what it takes
        int most = filled < limit ? limit : limit + 1;
        int larger =
            filled < expected ? (int) Math.min(expected, most) : Growth.after(filled, most);
        bytes = Arrays.copyOf(bytes, larger);
      }
    }
  }
}
