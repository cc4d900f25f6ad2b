package io.mcpmanager.core.catalog;

/**
 * Whether a URI can come from a URI template (RFC 6570). An expression stands for any text, a plain {@code {name}} for
 * text without a slash. Steps through template and URI at most once per pair of characters, whatever both look like.
 */
final class UriTemplate {

  private static final char SEGMENT = '\uE000';
  private static final char ANYTHING = '\uE001';

  private final char[] pattern;

  UriTemplate(String template) {
    var compiled = new StringBuilder(template.length());
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      int close = c == '{' ? template.indexOf('}', i) : -1;
      if (close < 0) {
        compiled.append(c);
        i++;
      } else {
        boolean plain = close > i + 1 && "+#./;?&".indexOf(template.charAt(i + 1)) < 0;
        compiled.append(plain ? SEGMENT : ANYTHING);
        i = close + 1;
      }
    }
    pattern = compiled.toString().toCharArray();
  }

  boolean matches(String uri) {
    var now = new boolean[pattern.length + 1];
    now[0] = true;
    skipWildcards(now);
    for (int i = 0; i < uri.length(); i++) {
      var next = new boolean[pattern.length + 1];
      boolean alive = false;
      for (int p = 0; p < pattern.length; p++) {
        if (now[p]) {
          int to = step(p, uri.charAt(i));
          if (to >= 0) {
            next[to] = true;
            alive = true;
          }
        }
      }
      if (!alive) {
        return false;
      }
      skipWildcards(next);
      now = next;
    }
    return now[pattern.length];
  }

  /** Where reading {@code c} at {@code p} leads; -1 if nowhere. */
  private int step(int p, char c) {
    return switch (pattern[p]) {
      case ANYTHING -> p;
      case SEGMENT -> c == '/' ? -1 : p;
      default -> pattern[p] == c ? p + 1 : -1;
    };
  }

  /** A wildcard may stand for nothing. */
  private void skipWildcards(boolean[] states) {
    for (int p = 0; p < pattern.length; p++) {
      if (states[p] && (pattern[p] == SEGMENT || pattern[p] == ANYTHING)) {
        states[p + 1] = true;
      }
    }
  }
}
