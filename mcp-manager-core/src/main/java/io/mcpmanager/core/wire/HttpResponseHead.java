package io.mcpmanager.core.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The head of a response, and what follows from it for the body. Refuses whatever two readers could
 * understand differently.
 *
 * @param length of the body; {@link #CHUNKED} or {@link #UNTIL_CLOSE}
 * @param persistent whether the connection can be used again after the body
 * @param keepAlive how long the peer says it keeps the connection, if it says so
 */
record HttpResponseHead(
    int status,
    List<HttpHeader> headers,
    long length,
    boolean persistent,
    Optional<Duration> keepAlive) {

  static final long CHUNKED = -1;
  static final long UNTIL_CLOSE = -2;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( [^\\x00-\\x08\\x0a-\\x1f]*)?");

  /** Reads the final head, skipping informational ones before it. */
  static HttpResponseHead read(HttpConnection connection, HttpClientLimits limits)
      throws IOException {
    connection.allowLines(limits.maxHead());
    if (!connection.awaitByte()) {
      throw new EOFException("the peer closed the connection without a response");
    }
    while (true) {
      String line = connection.readLine();
      if (!STATUS_LINE.matcher(line).matches()) {
        throw new ProtocolException("response does not start with an HTTP/1.1 status line");
      }
      int status = Integer.parseInt(line.substring(9, 12));
      List<HttpHeader> headers = headers(connection, limits.maxHeaders());
      if (status == 101) {
        throw new ProtocolException("response switches protocols, which nobody asked for");
      }
      if (status >= 200) {
        return of(status, line.charAt(7) == '1', headers);
      }
    }
  }

  /** Reads header lines up to the empty one. */
  static List<HttpHeader> headers(HttpConnection connection, int maxHeaders) throws IOException {
    var headers = new ArrayList<HttpHeader>();
    for (String line = connection.readLine(); !line.isEmpty(); line = connection.readLine()) {
      if (headers.size() == maxHeaders) {
        throw new ProtocolException("response has more than " + maxHeaders + " headers");
      }
      int colon = line.indexOf(':');
      if (!isName(line, colon) || hasControls(line)) {
        throw new ProtocolException("response has a malformed header line");
      }
      headers.add(new HttpHeader(line.substring(0, colon), trim(line.substring(colon + 1))));
    }
    return headers;
  }

  private static boolean isName(String line, int end) {
    for (int i = 0; i < end; i++) {
      if (!HttpRequestHead.isTokenCharacter(line.charAt(i))) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean hasControls(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  private static HttpResponseHead of(int status, boolean modern, List<HttpHeader> headers)
      throws ProtocolException {
    List<String> codings = values(headers, "transfer-encoding");
    List<String> lengths = values(headers, "content-length");
    long length;
    if (!codings.isEmpty()) {
      boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
      if (!modern || !chunked || !lengths.isEmpty()) {
        throw new ProtocolException("response has a Transfer-Encoding that is not just chunked");
      }
      length = CHUNKED;
    } else if (lengths.isEmpty()) {
      length = UNTIL_CLOSE;
    } else if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
      throw new ProtocolException("response has a Content-Length that is not one number");
    } else {
      length = Long.parseLong(lengths.get(0));
    }
    if (status == 204 || status == 304) {
      length = 0;
    }
    boolean close = values(headers, "connection").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(value -> trim(value).equalsIgnoreCase("close"));
    return new HttpResponseHead(
        status, headers, length, modern && !close && length != UNTIL_CLOSE, keepAlive(headers));
  }

  private static Optional<Duration> keepAlive(List<HttpHeader> headers) {
    return values(headers, "keep-alive").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(value -> trim(value).toLowerCase(Locale.ROOT))
        .filter(value -> value.matches("timeout=[0-9]{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value.substring("timeout=".length()))))
        .findFirst();
  }

  private static List<String> values(List<HttpHeader> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .toList();
  }

  /** Without the spaces and tabs around it, and no other characters. */
  private static String trim(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && (value.charAt(start) == ' ' || value.charAt(start) == '\t')) {
      start++;
    }
    while (end > start && (value.charAt(end - 1) == ' ' || value.charAt(end - 1) == '\t')) {
      end--;
    }
    return value.substring(start, end);
  }
}
