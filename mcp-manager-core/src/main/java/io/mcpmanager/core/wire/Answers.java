package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Tells answers from other messages by no more of them than it takes: what follows the member that tells is not read. */
public final class Answers {

  /** The first member that tells what a message is. */
  private enum Sign {
    METHOD,
    RESULT,
    ERROR,
    NONE
  }

  private static final byte[] METHOD = "method".getBytes(US_ASCII);
  private static final byte[] RESULT = "result".getBytes(US_ASCII);
  private static final byte[] ERROR = "error".getBytes(US_ASCII);

  /** Whether a message is an answer, or a batch with one, if it is well-formed. */
  public static boolean holds(byte[] message) {
    return isBatch(message)
        ? hasAnswer(message)
        : switch (sign(message)) {
          case RESULT, ERROR -> true;
          case METHOD, NONE -> false;
        };
  }

  /** Whether a message is an answer with an error, if it is well-formed. */
  public static boolean isError(byte[] message) {
    return sign(message) == Sign.ERROR;
  }

  private static Sign sign(byte[] message) {
    try {
      var scanner = new JsonScanner(message, message.length);
      int start = scanner.whitespace(0);
      return scanner.peek(start) == '{' ? sign(scanner, message, start) : Sign.NONE;
    } catch (JsonSyntaxException e) {
      return Sign.NONE;
    }
  }

  private static Sign sign(JsonScanner scanner, byte[] message, int start) {
    int key = scanner.whitespace(start + 1);
    while (scanner.peek(key) == '"') {
      int keyEnd = scanner.string(key);
      if (JsonText.keyIs(message, key + 1, keyEnd - 1, METHOD)) {
        return Sign.METHOD;
      }
      if (JsonText.keyIs(message, key + 1, keyEnd - 1, RESULT)) {
        return Sign.RESULT;
      }
      if (JsonText.keyIs(message, key + 1, keyEnd - 1, ERROR)) {
        return Sign.ERROR;
      }
      int next = scanner.whitespace(scanner.value(scanner.colon(keyEnd), 1));
      if (scanner.peek(next) != ',') {
        return Sign.NONE;
      }
      key = scanner.whitespace(next + 1);
    }
    return Sign.NONE;
  }

  private static boolean isBatch(byte[] message) {
    int i = 0;
    while (i < message.length && message[i] != '[' && message[i] <= ' ') {
      i++;
    }
    return i < message.length && message[i] == '[';
  }

  private static boolean hasAnswer(byte[] batch) {
    return Envelope.read(batch).elements().stream()
        .map(part -> Envelope.read(batch, part).kind())
        .anyMatch(kind -> kind == Envelope.Kind.RESPONSE || kind == Envelope.Kind.ERROR_RESPONSE);
  }

  private Answers() {}
}
