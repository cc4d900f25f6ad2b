package io.mcpmanager.core.wire;

/** Walks the elements of one JSON array, checking as it goes. Throws {@link JsonSyntaxException}. */
public final class ArrayCursor {

  private final JsonScanner scanner;
  private int at;
  private int start = -1;

  /**
   * A walk over the array that {@code span} covers.
   *
   * @throws JsonSyntaxException if it is another kind of value
   */
  public ArrayCursor(byte[] bytes, Span span) {
    this(new JsonScanner(bytes, span.end()), span.start());
  }

  /** Begins at the opening bracket. */
  ArrayCursor(JsonScanner scanner, int bracket) {
    if (scanner.peek(bracket) != '[') {
      throw scanner.unexpected(bracket, "an array");
    }
    this.scanner = scanner;
    this.at = bracket + 1;
  }

  /** Moves to the next element; false when there is none left. */
  public boolean next() {
    at = scanner.whitespace(at);
    byte next = scanner.peek(at);
    if (next == ']') {
      at++;
      return false;
    }
    if (start >= 0) {
      if (next != ',') {
        throw scanner.unexpected(at, "',' or ']'");
      }
      at = scanner.whitespace(at + 1);
    }
    start = at;
    at = scanner.value(at, 1);
    return true;
  }

  /** The element moved to. */
  public Span element() {
    return new Span(start, at);
  }

  /** After the closing bracket, once {@link #next()} has said false. */
  int end() {
    return at;
  }
}
