package io.mcpmanager.examples.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads one JSON text, strictly: what the JSON grammar does not allow is refused with its position. */
final class JsonReader {

  private static final int MAX_DEPTH = 100;

  private final String text;
  private int position;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The value in {@code text}; its types are those of {@link JsonObject}. */
  static Object read(String text) throws MalformedJson {
    var reader = new JsonReader(text);
    reader.skipSpace();
    var value = reader.value();
    if (reader.position < text.length()) {
      throw reader.unexpected("the end");
    }
    return value;
  }

  /** The text is not JSON; the message says where and why. */
  static final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
      super(message);
    }
  }

  private Object value() throws MalformedJson {
    if (++depth > MAX_DEPTH) {
      throw new MalformedJson("nested deeper than " + MAX_DEPTH + " levels");
    }
    var value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> list();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", JsonObject.NULL);
          default -> number();
        };
    depth--;
    skipSpace();
    return value;
  }

  private JsonObject object() throws MalformedJson {
    var members = new LinkedHashMap<String, Object>();
    position++;
    skipSpace();
    if (!skip('}')) {
      do {
        skipSpace();
        if (peek() != '"') {
          throw unexpected("a member name in quotes");
        }
        var name = string();
        skipSpace();
        expect(':');
        skipSpace();
        members.put(name, value());
      } while (skip(','));
      expect('}');
    }
    return new JsonObject(members);
  }

  private List<Object> list() throws MalformedJson {
    var elements = new ArrayList<>();
    position++;
    skipSpace();
    if (!skip(']')) {
      do {
        skipSpace();
        elements.add(value());
      } while (skip(','));
      expect(']');
    }
    return List.copyOf(elements);
  }

  private String string() throws MalformedJson {
    var result = new StringBuilder();
    position++;
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw unexpected(
            position < text.length() ? "control characters to be escaped" : "a closing quote");
      }
      position++;
      if (c == '"') {
        return result.toString();
      }
      result.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws MalformedJson {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        position--;
        throw unexpected("an escape character");
      }
    };
  }

  private char unicode() throws MalformedJson {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw unexpected("four hexadecimal digits");
      }
      code = code * 16 + digit;
      position++;
    }
    return (char) code;
  }

  private Object word(String word, Object value) throws MalformedJson {
    if (!text.startsWith(word, position)) {
      throw unexpected(word);
    }
    position += word.length();
    return value;
  }

  private Object number() throws MalformedJson {
    int start = position;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    boolean whole = true;
    if (skip('.')) {
      whole = false;
      digits();
    }
    if (skip('e') || skip('E')) {
      whole = false;
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    return number(text.substring(start, position), whole);
  }

  private static Object number(String digits, boolean whole) throws MalformedJson {
    // 18 digits always fit a long; longer whole numbers lose precision, as they do in most JSON
    // libraries
    if (whole && digits.length() <= 18) {
      return Long.valueOf(digits);
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new MalformedJson("a number is too large for a double");
    }
    return value;
  }

  private void digits() throws MalformedJson {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == start) {
      throw unexpected("a value");
    }
  }

  /** The character at the position, or NUL at the end; a NUL inside is refused wherever it stands. */
  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private boolean skip(char c) {
    boolean found = peek() == c;
    if (found) {
      position++;
    }
    return found;
  }

  private void expect(char c) throws MalformedJson {
    if (!skip(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      position++;
    }
  }

  private MalformedJson unexpected(String expected) {
    return new MalformedJson("expected " + expected + " at position " + position);
  }
}
