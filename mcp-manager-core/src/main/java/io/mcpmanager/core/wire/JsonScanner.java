package io.mcpmanager.core.wire;

/**
 * Checks JSON text (RFC 8259, UTF-8) and finds where its values end, in one pass, without building
 * anything. Escaped lone surrogates are accepted, as the grammar has them and JavaScript peers
 * send them; everything else outside the grammar is refused with {@link JsonSyntaxException}.
 *
 * <p>Offsets given to its methods point at the first byte of what they read; offsets returned
 * point after it. Not thread-safe.
 */
final class JsonScanner {

  /** Deepest nesting of arrays and objects accepted, counted from the root. */
  static final int MAX_DEPTH = 512;

  private final byte[] bytes;
  private final int end;
  // one bit per open container: set for an object, clear for an array
  private final long[] objects = new long[MAX_DEPTH / Long.SIZE + 1];

  JsonScanner(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** Refuses anything but one value, with white space around it, in {@code span}. */
  static void check(byte[] bytes, Span span) {
    var scanner = new JsonScanner(bytes, span.end());
    int after = scanner.value(scanner.whitespace(span.start()), 0);
    scanner.finish(after);
  }

  /** Refuses anything but white space from {@code at} to the end. */
  void finish(int at) {
    int rest = whitespace(at);
    if (rest < end) {
      throw new JsonSyntaxException("text after the end of the JSON value", rest);
    }
  }

  int whitespace(int at) {
    int i = at;
    while (i < end
        && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** The byte at {@code at}, or 0, which is legal nowhere between values, past the end. */
  byte peek(int at) {
    return at < end ? bytes[at] : 0;
  }

  /** Reads one value whose containers open at {@code depth}. */
  int value(int at, int depth) {
    int open = depth;
    int i = at;
    while (true) {
      byte first = peek(i);
      if (first == '{' || first == '[') {
        open = opened(i, open, first == '{');
        i = whitespace(i + 1);
        if (peek(i) != first + 2) {
          i = first == '{' ? key(i) : i;
          continue;
        }
        i++;
        open--;
      } else {
        i = scalar(i, first);
      }
      while (open > depth) {
        i = whitespace(i);
        boolean object = inObject(open);
        byte next = peek(i);
        if (next == ',') {
          i = whitespace(i + 1);
          i = object ? key(i) : i;
          break;
        }
        if (next != (object ? '}' : ']')) {
          throw unexpected(i, object ? "',' or '}'" : "',' or ']'");
        }
        i++;
        open--;
      }
      if (open == depth) {
        return i;
      }
    }
  }

  /** Reads a member's name, its colon and the white space around it, up to the value. */
  int key(int at) {
    return colon(string(at));
  }

  /** Reads the colon between a member's name and its value, with the white space around it. */
  int colon(int at) {
    int colon = whitespace(at);
    if (peek(colon) != ':') {
      throw unexpected(colon, "':'");
    }
    return whitespace(colon + 1);
  }

  int string(int at) {
    if (peek(at) != '"') {
      throw unexpected(at, "a string");
    }
    int i = at + 1;
    while (true) {
      i = WordScan.endOfPlainText(bytes, i, end);
      byte b = peek(i);
      if (b == '"' && i < end) {
        return i + 1;
      } else if (b == '\\') {
        i = escape(i);
      } else if (b < 0) {
        i = multibytes(i);
      } else {
        throw unexpected(i, "a closing '\"' (control characters must be escaped)");
      }
    }
  }

  /** Refuses a container that would nest too deeply. */
  void checkDepth(int at, int depth) {
    if (depth > MAX_DEPTH) {
      throw new JsonSyntaxException("nesting deeper than " + MAX_DEPTH, at);
    }
  }

  JsonSyntaxException unexpected(int at, String expected) {
    String found;
    if (at >= end) {
      found = "the end";
    } else if (bytes[at] > ' ' && bytes[at] < 0x7f) {
      found = "'" + (char) bytes[at] + "'";
    } else {
      found = "byte 0x%02x".formatted(bytes[at] & 0xff);
    }
    return new JsonSyntaxException("expected " + expected + ", found " + found, at);
  }

  private int opened(int at, int depth, boolean object) {
    int open = depth + 1;
    checkDepth(at, open);
    if (object) {
      objects[open >> 6] |= 1L << open;
    } else {
      objects[open >> 6] &= ~(1L << open);
    }
    return open;
  }

  private boolean inObject(int open) {
    return (objects[open >> 6] & 1L << open) != 0;
  }

  private int scalar(int at, byte first) {
    return switch (first) {
      case '"' -> string(at);
      case 't' -> literal(at, "true");
      case 'f' -> literal(at, "false");
      case 'n' -> literal(at, "null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
      default -> throw unexpected(at, "a value");
    };
  }

  private int literal(int at, String text) {
    for (int i = 1; i < text.length(); i++) {
      if (peek(at + i) != text.charAt(i)) {
        throw unexpected(at + i, "'" + text + "'");
      }
    }
    return at + text.length();
  }

  private int number(int at) {
    int i = peek(at) == '-' ? at + 1 : at;
    i = peek(i) == '0' ? i + 1 : digits(i);
    if (peek(i) == '.') {
      i = digits(i + 1);
    }
    if (peek(i) == 'e' || peek(i) == 'E') {
      i++;
      i = digits(peek(i) == '+' || peek(i) == '-' ? i + 1 : i);
    }
    return i;
  }

  private int digits(int at) {
    int i = at;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    if (i == at) {
      throw unexpected(i, "a digit");
    }
    return i;
  }

  private int escape(int at) {
    return switch (peek(at + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> hexDigits(at + 2);
      default -> throw unexpected(at + 1, "an escape character");
    };
  }

  private int hexDigits(int at) {
    for (int i = at; i < at + 4; i++) {
      if (Character.digit(peek(i), 16) < 0) {
        throw unexpected(i, "a hexadecimal digit");
      }
    }
    return at + 4;
  }

  /** Reads a run of characters outside ASCII; most scripts take three bytes for each. */
  private int multibytes(int at) {
    int i = at;
    do {
      boolean plain = i < end - 2
          && (bytes[i] & 0xf0) == 0xe0
          && bytes[i] != (byte) 0xe0
          && bytes[i] != (byte) 0xed
          && (bytes[i + 1] & 0xc0) == 0x80
          && (bytes[i + 2] & 0xc0) == 0x80;
      i = plain ? i + 3 : multibyte(i);
    } while (i < end && bytes[i] < 0);
    return i;
  }

  /** Reads one character of two to four bytes, refusing overlong forms and surrogates. */
  private int multibyte(int at) {
    int lead = bytes[at] & 0xff;
    int second = peek(at + 1) & 0xff;
    int low = 0x80;
    int high = 0xbf;
    int length;
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3;
      low = lead == 0xe0 ? 0xa0 : low;
      high = lead == 0xed ? 0x9f : high;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4;
      low = lead == 0xf0 ? 0x90 : low;
      high = lead == 0xf4 ? 0x8f : high;
    } else {
      throw unexpected(at, "UTF-8");
    }
    if (second < low || second > high) {
      throw unexpected(at + 1, "UTF-8");
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((peek(i) & 0xc0) != 0x80) {
        throw unexpected(i, "UTF-8");
      }
    }
    return at + length;
  }
}
