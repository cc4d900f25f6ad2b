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
    int most = limit + 1;
    long announced = header("content-length").map(Long::parseLong).orElse((long) SMALL);
    byte[] bytes = new byte[(int) Math.min(most, Math.min(announced, TRUSTED))];
    int filled = 0;
    while (true) {
      // of nothing when the array is full, which tells whether that was all
      int read = body.read(bytes, filled, bytes.length - filled);
      filled += Math.max(0, read);
      if (read < 0 || filled == most) {
        return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
      }
      if (read == 0) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(announced, 2L * filled)));
      }
    }
  }
}
