package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request or an answer as it is read from a connection: with a length or in chunks.
 *
 * @param headers by their names in lower case
 */
// the bytes are handed over, not compared
@SuppressWarnings("ArrayRecordComponent")
record HttpMessage(String startLine, Map<String, String> headers, byte[] body) {

  /** The next message; empty at the end of the connection. */
  static Optional<HttpMessage> read(BufferedInputStream in) throws IOException {
    String startLine = line(in);
    if (startLine.isEmpty()) {
      return Optional.empty();
    }
    var headers = new TreeMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    byte[] body = "chunked".equals(headers.get("transfer-encoding"))
        ? chunks(in)
        : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return Optional.of(new HttpMessage(startLine, headers, body));
  }

  private static byte[] chunks(BufferedInputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      body.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static int size(BufferedInputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(BufferedInputStream in) throws IOException {
    var line = new ByteArrayOutputStream(128);
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(ISO_8859_1);
  }
}
