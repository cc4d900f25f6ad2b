package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Walks the members of one JSON object, checking as it goes. Throws {@link JsonSyntaxException}. */
public final class ObjectCursor {

  private final byte[] bytes;
  private final JsonScanner scanner;
  private int at;
  private int keyStart = -1;
  private int keyEnd;
  private int valueStart;
  private int valueEnd;

  /**
   * A walk over the object that {@code object} covers.
   *
   * @throws JsonSyntaxException if it is another kind of value
   */
  public ObjectCursor(byte[] bytes, Span object) {
    this.bytes = bytes;
    this.scanner = new JsonScanner(bytes, object.end());
    if (scanner.peek(object.start()) != '{') {
      throw scanner.unexpected(object.start(), "an object");
    }
    this.at = object.start() + 1;
  }

  /** Moves to the next member; false when there is none left. */
  public boolean next() {
    at = scanner.whitespace(at);
    byte first = scanner.peek(at);
    if (first == '}') {
      return false;
    }
    if (keyStart >= 0) {
      if (first != ',') {
        throw scanner.unexpected(at, "',' or '}'");
      }
      at = scanner.whitespace(at + 1);
    }
    keyStart = at;
    keyEnd = scanner.string(at);
    valueStart = scanner.colon(keyEnd);
    valueEnd = scanner.value(valueStart, 1);
    at = valueEnd;
    return true;
  }

  /** Whether the member moved to has this name, in ASCII. */
  public boolean keyIs(String name) {
    return JsonText.keyIs(bytes, keyStart + 1, keyEnd - 1, name.getBytes(UTF_8));
  }

  public String key() {
    return JsonText.unescape(bytes, keyStart + 1, keyEnd - 1);
  }

  /** Where the member begins: at the quote of its key. */
  int start() {
    return keyStart;
  }

  int valueStart() {
    return valueStart;
  }

  /** Where the member ends, and its value with it. */
  int end() {
    return valueEnd;
  }

  public Span value() {
    return new Span(valueStart, valueEnd);
  }
}
