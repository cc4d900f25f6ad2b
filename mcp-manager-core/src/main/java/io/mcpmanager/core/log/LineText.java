package io.mcpmanager.core.log;

import java.util.regex.Pattern;

/** Makes what a server wrote fit to be shown. */
final class LineText {

  private static final Pattern TERMINAL_SEQUENCE =
      Pattern.compile("\u001B(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?)");
  private static final String CUT = "…";

  /** The text without colours and control characters, at most {@code maxBytes} long in UTF-8. */
  static String clean(String text, int maxBytes) {
    // a character has at least one byte, so what is beyond need not be looked at
    String head = text.length() > maxBytes ? text.substring(0, maxBytes) : text;
    if (head.indexOf('\u001B') >= 0) {
      head = TERMINAL_SEQUENCE.matcher(head).replaceAll("");
    }
    head = replaceControls(head);
    return text.length() > maxBytes || head.length() * 3L > maxBytes
        ? cut(head, maxBytes, text.length() > maxBytes)
        : head;
  }

  private static String replaceControls(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) {
      end--;
    }
    StringBuilder changed = null;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && c != '\t') {
        if (changed == null) {
          changed = new StringBuilder(text.substring(0, end));
        }
        changed.setCharAt(i, c == '\n' || c == '\r' ? ' ' : '\uFFFD');
      }
    }
    return changed == null ? text.substring(0, end) : changed.toString();
  }

  private static String cut(String text, int maxBytes, boolean always) {
    int room = maxBytes - 3;
    int bytes = 0;
    int keep = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      i += Character.charCount(point);
      if (bytes <= room) {
        keep = i;
      }
    }
    return bytes > maxBytes || always ? text.substring(0, keep) + CUT : text;
  }

  private LineText() {}
}
