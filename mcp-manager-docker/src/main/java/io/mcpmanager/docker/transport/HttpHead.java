package io.mcpmanager.docker.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The beginning of an HTTP/1.1 answer.
 *
 * @param status its status
 * @param headers values by name; names in any case
 */
record HttpHead(int status, Map<String, List<String>> headers) {

  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /** The protocol was given up in favour of a plain connection. */
  static final int UPGRADED = 101;

  /**
   * Reads a beginning, passing over those that only announce another.
   *
   * @throws IOException if that is not what comes
   */
  static HttpHead read(InputStream in) throws IOException {
    HttpHead head = readOne(in);
    while (head.status < 200 && head.status != UPGRADED) {
      head = readOne(in);
    }
    return head;
  }

  private static HttpHead readOne(InputStream in) throws IOException {
    var budget = new int[] {MAX_BYTES};
    String first = line(in, budget);
    Matcher status = STATUS_LINE.matcher(first);
    if (!status.matches()) {
      throw new IOException("the answer is not HTTP");
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("the answer has a header without a name");
      }
      headers
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new HttpHead(Integer.parseInt(status.group(1)), headers);
  }

  /** The body that follows, which ends where this says; {@code in} is not closed with it. */
  InputStream body(InputStream in) throws IOException {
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    if (status == UPGRADED) {
      return in;
    }
    if (header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      return new ChunkedInput(in);
    }
    Optional<String> length = header("Content-Length");
    if (length.isEmpty()) {
      return in;
    }
    if (!LENGTH.matcher(length.get()).matches()) {
      throw new IOException("the answer's length is not a number");
    }
    return new SizedInput(in, Long.parseLong(length.get()));
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  /** A line without its end; takes its bytes off the budget. */
  static String line(InputStream in, int[] budget) throws IOException {
    var line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the engine closed the connection before it had answered");
      }
      if (--budget[0] < 0) {
        throw new IOException("the answer's head is longer than expected");
      }
      if (next == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) next);
    }
  }
}
