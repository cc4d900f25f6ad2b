package io.mcpmanager.core.policy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** What characters look like to people. */
final class Characters {

  /** Letters of other scripts that look like those of the Latin one, and those. */
  private static final Map<Integer, Character> LOOKALIKES = lookalikes(
      // Cyrillic
      "\u0430a\u0435e\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u0501d\u04bbh"
          + "\u051bq\u051dw\u0432b\u043ak\u043cm\u043dn\u0442t\u0437z\u0433r\u0410A\u0412B\u0415E"
          + "\u041aK\u041cM\u041dH\u041eO\u0420P\u0421C\u0422T\u0423Y\u0425X\u0406I\u0408J\u0405S"
          // Greek
          + "\u03b1a\u03b5e\u03b9i\u03bfo\u03c1p\u03bak\u03bdv\u03c4t\u03c5u\u03c7x\u03b3y\u03c9w"
          + "\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN\u039fO\u03a1P\u03a4T"
          + "\u03a5Y\u03a7X"
          // Armenian, Latin and others
          + "\u0561a\u0578n\u057du\u0585o\u0570h\u0581g\u0131i\u0251a\u0261g\u1d0fo\u2010-\u2011-"
          + "\u2012-\u2013-\u2014-\u2212-\u02d7-\u2044/\u2215/\u0966o\u0ce6o\ua78c'");

  /** Whether a character can't be seen, or changes how others are shown, so that a text reads otherwise than it is. */
  static boolean isHidden(int character) {
    if (character >= ' ' && character < 0x7f) {
      return false;
    }
    if (character == '\n' || character == '\t' || character == '\r') {
      return false;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      default -> isBlankLetter(character) || isSelector(character);
    };
  }

  /** Whether a character changes the order in which others are shown. */
  static boolean isReordering(int character) {
    return (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069)
        || character == 0x200e
        || character == 0x200f
        || character == 0x061c;
  }

  /** Whether a character belongs to a script that is written from right to left. */
  static boolean isRightToLeft(int character) {
    byte direction = Character.getDirectionality(character);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  /**
   * Whether a hidden character stands where honest texts have it: within pictures, within words of scripts that need it,
   * or as a mark beside text that is written from right to left.
   */
  static boolean isUsual(String text, int at, boolean rightToLeft) {
    int character = text.codePointAt(at);
    int before = at == 0 ? 0 : text.codePointBefore(at);
    return switch (character) {
      case 0xfe0e, 0xfe0f -> isPicture(before) || (before >= '#' && before <= '9');
      case 0x200d -> isPicture(before) || before == 0xfe0f || needsJoiners(before);
      case 0x200c -> needsJoiners(before);
      case 0x200e, 0x200f, 0x061c -> rightToLeft;
      default -> false;
    };
  }

  private static boolean isPicture(int character) {
    int type = Character.getType(character);
    return type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL;
  }

  private static boolean needsJoiners(int character) {
    return character >= 0x0600 && character <= 0x0dff;
  }

  /** A letter or a mark by its category that shows nothing. */
  private static boolean isBlankLetter(int character) {
    return switch (character) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
      default -> false;
    };
  }

  private static boolean isSelector(int character) {
    return (character >= 0xfe00 && character <= 0xfe0f)
        || (character >= 0xe0100 && character <= 0xe01ef)
        || (character >= 0x180b && character <= 0x180f);
  }

  /** Whether a text has only characters of plain English. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** What a text looks like: without what can't be seen, and with Latin letters for those that look like them. */
  static String look(String text) {
    if (isPlain(text)) {
      return text;
    }
    var look = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().forEach(character -> {
      Character latin = LOOKALIKES.get(character);
      if (latin != null) {
        look.append(latin.charValue());
      } else if (!isHidden(character)) {
        look.appendCodePoint(character);
      }
    });
    return look.toString();
  }

  /** A text to be shown to people: what can't be seen is escaped as JSON would. */
  static String shown(String text) {
    if (isPlain(text)) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int next = i + Character.charCount(character);
      if (isHidden(character) || character < ' ') {
        for (int j = i; j < next; j++) {
          shown.append("\\u").append(HexFormat.of().toHexDigits(text.charAt(j)));
        }
      } else {
        shown.appendCodePoint(character);
      }
      i = next;
    }
    return shown.toString();
  }

  private static Map<Integer, Character> lookalikes(String pairs) {
    var map = new HashMap<Integer, Character>();
    for (int i = 0; i + 1 < pairs.length(); i += 2) {
      map.put((int) pairs.charAt(i), pairs.charAt(i + 1));
    }
    return Map.copyOf(map);
  }

  private Characters() {}
}
