package io.mcpmanager.docker.egress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * First line and fields of an HTTP/1 message, read strictly: where two readers could see two different messages, it is
 * refused.
 *
 * @param first the first line
 * @param fields in their order
 */
record ProxyHead(String first, List<Field> fields) {

  /** A field. */
  record Field(String name, String value) {

    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final int MOST_FIELDS = 100;

  /**
   * Reads a head up to its empty line.
   *
   * @param maxBytes longest head
   * @return empty if there is nothing more to read
   * @throws EgressRefusal if it is malformed or too long
   * @throws EOFException if it ends within
   */
  static Optional<ProxyHead> read(InputStream in, int maxBytes) throws IOException {
    var lines = new Lines(in, maxBytes);
    String first = lines.next();
    if (first == null) {
      return Optional.empty();
    }
    var fields = new ArrayList<Field>();
    for (String line = lines.require(); !line.isEmpty(); line = lines.require()) {
      if (fields.size() == MOST_FIELDS) {
        throw EgressRefusal.malformed("a message has more than " + MOST_FIELDS + " fields");
      }
      fields.add(field(line));
    }
    return Optional.of(new ProxyHead(first, List.copyOf(fields)));
  }

  /** One line, ended by CR LF. */
  static String line(InputStream in, int maxBytes) throws IOException {
    return new Lines(in, maxBytes).require();
  }

  List<String> values(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  private static Field field(String line) {
    int colon = line.indexOf(':');
    // this refuses continued lines and spaces before the colon, too
    if (colon < 1 || !NAME.matcher(line.substring(0, colon)).matches()) {
      throw EgressRefusal.malformed("a message has a field whose name is malformed");
    }
    return new Field(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  /** Lines of a bounded number of bytes in all. */
  private static final class Lines {
    private final InputStream in;
    private final int maxBytes;
    private int bytes;

    Lines(InputStream in, int maxBytes) {
      this.in = in;
      this.maxBytes = maxBytes;
    }

    String require() throws IOException {
      String line = next();
      if (line == null) {
        throw new EOFException("the message ended within its head");
      }
      return line;
    }

    @Nullable
    String next() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (++bytes > maxBytes) {
          throw EgressRefusal.malformed("a message's head is longer than " + maxBytes + " bytes");
        }
        if (c == '\r') {
          if (in.read() != '\n') {
            throw EgressRefusal.malformed("a message has a CR without an LF");
          }
          return line.toString();
        }
        if ((c < ' ' && c != '\t') || c == 0x7f) {
          throw EgressRefusal.malformed("a message's head has a control character");
        }
        line.append((char) c);
      }
      if (!line.isEmpty()) {
        throw new EOFException("the message ended within a line");
      }
      return null;
    }
  }
}
