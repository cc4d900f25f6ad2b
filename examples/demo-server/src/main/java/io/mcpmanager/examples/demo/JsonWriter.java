package io.mcpmanager.examples.demo;

import java.util.List;

/** Writes a JSON value as text on one line. */
final class JsonWriter {

  private final StringBuilder text = new StringBuilder();

  private JsonWriter() {}

  static String write(Object value) {
    var writer = new JsonWriter();
    writer.value(value);
    return writer.text.toString();
  }

  private void value(Object value) {
    switch (value) {
      case JsonObject object -> object(object);
      case List<?> list -> list(list);
      case String string -> string(string);
      // numbers, true, false and JsonObject.NULL print as JSON writes them
      default -> text.append(value);
    }
  }

  private void object(JsonObject object) {
    var separator = "{";
    for (var member : object.members().entrySet()) {
      text.append(separator);
      string(member.getKey());
      text.append(':');
      value(member.getValue());
      separator = ",";
    }
    text.append(object.members().isEmpty() ? "{}" : "}");
  }

  private void list(List<?> list) {
    var separator = "[";
    for (var element : list) {
      text.append(separator);
      value(element);
      separator = ",";
    }
    text.append(list.isEmpty() ? "[]" : "]");
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\r' -> text.append("\\r");
        default -> {
          if (c < ' ' || isLoneSurrogate(string, i)) {
            escape(c);
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private void escape(char c) {
    var digits = Integer.toHexString(c);
    text.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
  }

  /** Half of a pair has no UTF-8 form and would arrive as a question mark. */
  private static boolean isLoneSurrogate(String string, int i) {
    char c = string.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
  }
}
