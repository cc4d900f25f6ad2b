package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The forms in which a secret may turn up in what servers write. */
final class Disguises {

  /** Encoded, fewer characters than that would be found in too much that is harmless. */
  private static final int SHORTEST_ENCODED = 8;

  /** Lines of a longer secret, such as a key in PEM, that are looked for on their own: logs come by the line. */
  private static final int SHORTEST_LINE = 16;

  /** All forms of a value that are long enough to be looked for. */
  static Set<String> of(String value) {
    var forms = new LinkedHashSet<String>();
    add(forms, value);
    if (value.indexOf('\n') >= 0) {
      value
          .lines()
          .map(String::strip)
          .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
          .forEach(line -> add(forms, line));
    }
    forms.removeIf(form -> form.length() < Patterns.MIN_LENGTH);
    return forms;
  }

  /** Those forms that a string of a JSON document can have, their bytes in UTF-8 each taken for a character. */
  static Set<String> inJsonBytes(Set<String> forms) {
    return forms.stream()
        .filter(Disguises::canStandInJson)
        .map(form -> new String(form.getBytes(UTF_8), ISO_8859_1))
        .collect(Collectors.toSet());
  }

  /** A quote of its own, or a line break, ends a string: what holds one is not part of it. */
  private static boolean canStandInJson(String form) {
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if (c < ' ' || (c == '"' && (i == 0 || form.charAt(i - 1) != '\\'))) {
        return false;
      }
    }
    return true;
  }

  private static void add(Set<String> forms, String value) {
    forms.add(value);
    forms.add(value.strip());
    String json = new String(JsonStringEncoder.getInstance().quoteAsString(value));
    forms.add(json);
    forms.add(json.replace("/", "\\/"));
    forms.add(ascii(json));
    // a text with JSON in it, in JSON
    forms.add(new String(JsonStringEncoder.getInstance().quoteAsString(json)));
    String form = URLEncoder.encode(value, UTF_8);
    String percent = form.replace("+", "%20");
    forms.add(form);
    forms.add(percent);
    forms.add(lowerHex(percent));
    // as scripts of browsers encode
    forms.add(percent
        .replace("%21", "!")
        .replace("%27", "'")
        .replace("%28", "(")
        .replace("%29", ")")
        .replace("%7E", "~"));
    if (value.length() >= SHORTEST_ENCODED) {
      byte[] bytes = value.getBytes(UTF_8);
      String hex = HexFormat.of().formatHex(bytes);
      forms.add(hex);
      forms.add(hex.toUpperCase(Locale.ROOT));
      for (int before = 0; before < 3; before++) {
        base64(forms, bytes, before);
      }
    }
  }

  /**
   * What is the same in Base64 whatever stands around the value, if so many bytes stand before it in its group of three:
   * without the characters that also hold bits of its neighbours.
   */
  private static void base64(Set<String> forms, byte[] value, int before) {
    byte[] placed = new byte[before + value.length];
    System.arraycopy(value, 0, placed, before, value.length);
    int begin = before == 0 ? 0 : before + 1;
    int end = placed.length * 4 / 3;
    for (Base64.Encoder encoder : new Base64.Encoder[] {
      Base64.getEncoder().withoutPadding(), Base64.getUrlEncoder().withoutPadding()
    }) {
      String text = encoder.encodeToString(placed);
      if (end - begin >= SHORTEST_ENCODED) {
        forms.add(text.substring(begin, end));
      }
    }
  }

  private static String ascii(String json) {
    var ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return ascii.toString();
  }

  /** With small digits in what is percent-encoded. */
  private static String lowerHex(String percent) {
    var lower = new StringBuilder(percent);
    for (int i = 0; i + 2 < lower.length(); i++) {
      if (lower.charAt(i) == '%') {
        lower.setCharAt(i + 1, Character.toLowerCase(lower.charAt(i + 1)));
        lower.setCharAt(i + 2, Character.toLowerCase(lower.charAt(i + 2)));
      }
    }
    return lower.toString();
  }

  private Disguises() {}
}
