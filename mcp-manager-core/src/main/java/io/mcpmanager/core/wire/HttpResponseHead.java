package io.mcpmanager.core.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  private static final String VERSION = "HTTP/1.";
  private static final int AFTER_STATUS = "HTTP/1.1 200".length();
  private static final String TIMEOUT = "timeout=";

  /** Reads the final head, skipping informational ones before it. */
  static HttpResponseHead read(HttpConnection connection, HttpClientLimits limits)
      throws IOException {
    connection.allowLines(limits.maxHead());
    if (!connection.awaitByte()) {
      throw new EOFException("the peer closed the connection without a response");
    }
    while (true) {
      String line = connection.readLine();
      if (!isStatusLine(line)) {
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

  private static boolean isStatusLine(String line) {
    if (line.length() < AFTER_STATUS
        || !line.startsWith(VERSION)
        || (line.charAt(7) != '0' && line.charAt(7) != '1')
        || line.charAt(8) != ' '
        || line.charAt(9) < '1'
        || line.charAt(9) > '5'
        || !isNumber(line.substring(9, AFTER_STATUS), 3)) {
      return false;
    }
    if (line.length() == AFTER_STATUS) {
      return true;
    }
    for (int i = AFTER_STATUS; i < line.length(); i++) {
      if (line.charAt(i) < ' ' && line.charAt(i) != '\t') {
        return false;
      }
    }
    return line.charAt(AFTER_STATUS) == ' ';
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
    long length = length(modern, headers);
    if (status == 204 || status == 304) {
      length = 0;
    }
    boolean persistent = modern && length != UNTIL_CLOSE && !asksToClose(headers);
    return new HttpResponseHead(status, headers, length, persistent, keepAlive(headers));
  }

  private static long length(boolean modern, List<HttpHeader> headers) throws ProtocolException {
    String coding = null;
    String length = null;
    for (HttpHeader header : headers) {
      if (header.name().equalsIgnoreCase("transfer-encoding")) {
        coding = coding == null ? header.value() : coding + "," + header.value();
      } else if (header.name().equalsIgnoreCase("content-length")) {
        length = length == null ? header.value() : length + "," + header.value();
      }
    }
    if (coding != null) {
      if (!modern || !coding.equalsIgnoreCase("chunked") || length != null) {
        throw new ProtocolException("response has a Transfer-Encoding that is not just chunked");
      }
      return CHUNKED;
    }
    if (length == null) {
      return UNTIL_CLOSE;
    }
    if (!isNumber(length, 18)) {
      throw new ProtocolException("response has a Content-Length that is not one number");
    }
    return Long.parseLong(length);
  }

  private static boolean isNumber(String text, int maxDigits) {
    boolean digits = !text.isEmpty() && text.length() <= maxDigits;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits;
  }

  private static boolean asksToClose(List<HttpHeader> headers) {
    for (HttpHeader header : headers) {
      if (header.name().equalsIgnoreCase("connection")) {
        for (String option : header.value().split(",", -1)) {
          if (trim(option).equalsIgnoreCase("close")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Optional<Duration> keepAlive(List<HttpHeader> headers) {
    for (HttpHeader header : headers) {
      if (header.name().equalsIgnoreCase("keep-alive")) {
        for (String option : header.value().split(",", -1)) {
          String value = trim(option).toLowerCase(Locale.ROOT);
          if (value.startsWith(TIMEOUT) && isNumber(value.substring(TIMEOUT.length()), 9)) {
            return Optional.of(
                Duration.ofSeconds(Long.parseLong(value.substring(TIMEOUT.length()))));
          }
        }
      }
    }
    return Optional.empty();
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
