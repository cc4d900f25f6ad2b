package io.mcpmanager.core.policy;

/** A pattern in which {@code *} stands for any text. Takes time in proportion to pattern and text, whatever they are. */
final class Wildcard {

  private final String pattern;
  private final String[] parts;
  private final boolean all;

  Wildcard(String pattern) {
    this.pattern = pattern;
    this.parts = pattern.split("\\*", -1);
    this.all = pattern.equals("*");
  }

  boolean matches(String text) {
    if (all) {
      return true;
    }
    if (parts.length == 1) {
      return pattern.equals(text);
    }
    String first = parts[0];
    String last = parts[parts.length - 1];
    int end = text.length() - last.length();
    if (end < first.length() || !text.startsWith(first) || !text.endsWith(last)) {
      return false;
    }
    int at = first.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }

  /** Whether everything matches. */
  boolean isAll() {
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Wildcard that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
