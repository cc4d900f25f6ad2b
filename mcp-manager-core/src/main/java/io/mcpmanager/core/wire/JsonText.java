package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** JSON strings to Java strings and back, and single members of objects. */
public final class JsonText {

  /** Writes {@code text} as a JSON string, quotes included. Lone surrogates survive, escaped. */
  public static byte[] quote(String text) {
    if (isPlain(text)) {
      byte[] inner = text.getBytes(UTF_8);
      byte[] quoted = new byte[inner.length + 2];
      quoted[0] = '"';
      System.arraycopy(inner, 0, quoted, 1, inner.length);
      quoted[quoted.length - 1] = '"';
      return quoted;
    }
    var escaped = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c == '\n') {
        escaped.append("\\n");
      } else if (c == '\t') {
        escaped.append("\\t");
      } else if (c < ' ' || isLoneSurrogate(text, i)) {
        escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.append('"').toString().getBytes(UTF_8);
  }

  /**
   * Reads a checked JSON string, quotes included in {@code value}.
   *
   * @throws JsonSyntaxException if the value is not a string
   */
  public static String decode(byte[] message, Span value) {
    if (!isString(message, value)) {
      throw new JsonSyntaxException("expected a string", value.start());
    }
    return unescape(message, value.start() + 1, value.end() - 1);
  }

  /** Whether a checked JSON value is a string. */
  public static boolean isString(byte[] message, Span value) {
    return message[value.start()] == '"';
  }

  /** Whether a checked JSON value is an object. */
  public static boolean isObject(byte[] message, Span value) {
    return message[value.start()] == '{';
  }

  /**
   * The value of the last member called {@code key} in a JSON object; empty if there is none, or if
   * {@code object} is another kind of value. The last one is what most readers take.
   *
   * @throws JsonSyntaxException if {@code object} is malformed
   */
  public static Optional<Span> member(byte[] message, Span object, String key) {
    Optional<Span> found = Optional.empty();
    if (isObject(message, object)) {
      var cursor = new ObjectCursor(message, object);
      while (cursor.next()) {
        if (cursor.keyIs(key)) {
          found = Optional.of(cursor.value());
        }
      }
    }
    return found;
  }

  /**
   * Checks that {@code text} is one JSON value in UTF-8, nested at most 512 deep.
   *
   * @throws JsonSyntaxException if it is not
   */
  public static void check(byte[] text) {
    JsonScanner.check(text, new Span(0, text.length));
  }

  /** What stands between two quotes, {@code from} and {@code to} not including them. */
  static String unescape(byte[] bytes, int from, int to) {
    int escape = WordScan.backslash(bytes, from, to);
    if (escape == to) {
      return new String(bytes, from, to - from, UTF_8);
    }
    var text = new StringBuilder(to - from);
    int plain = from;
    while (escape < to) {
      text.append(new String(bytes, plain, escape - plain, UTF_8));
      plain = escape + 2;
      switch (bytes[escape + 1]) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) hex(bytes, plain));
          plain += 4;
        }
        default -> text.append((char) bytes[escape + 1]);
      }
      escape = WordScan.backslash(bytes, plain, to);
    }
    return text.append(new String(bytes, plain, to - plain, UTF_8)).toString();
  }

  /** Whether a key between quotes, possibly with escapes, is {@code name} (ASCII, in bytes). */
  static boolean keyIs(byte[] bytes, int from, int to, byte[] name) {
    if (WordScan.backslash(bytes, from, to) < to) {
      return unescape(bytes, from, to).equals(new String(name, UTF_8));
    }
    return Arrays.equals(bytes, from, to, name, 0, name.length);
  }

  private static int hex(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(bytes[i], 16);
    }
    return value;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLoneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  private JsonText() {}
}
