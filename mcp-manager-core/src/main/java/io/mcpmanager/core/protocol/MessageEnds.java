package io.mcpmanager.core.protocol;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a message that could not be read, or only its first and last bytes, still tells. */
final class MessageEnds {

  // the brace that ends the text ends the message itself, and within a string the quotes were
  // escaped
  private static final Pattern LAST_MEMBER =
      Pattern.compile("[,{]\\s*\"id\"\\s*:\\s*(\\d{1,18})\\s*\\}\\s*$");

  private final byte[] head;
  private OptionalLong id = OptionalLong.empty();
  private boolean call;

  private MessageEnds(byte[] head) {
    this.head = head;
  }

  static MessageEnds read(byte[] head, byte[] tail) {
    var result = new MessageEnds(head);
    result.scan();
    if (result.id.isEmpty()) {
      result.id = idAtTheEnd(tail);
    }
    return result;
  }

  /** Of a message that is broken: where it ends may not be its end, so the last brace says nothing. */
  static MessageEnds broken(byte[] message) {
    return read(message, new byte[0]);
  }

  private static OptionalLong idAtTheEnd(byte[] tail) {
    Matcher last = LAST_MEMBER.matcher(new String(tail, StandardCharsets.ISO_8859_1));
    return last.find() ? OptionalLong.of(Long.parseLong(last.group(1))) : OptionalLong.empty();
  }

  /** The message's own id, if it is a number and stands within what was kept; not one inside its payload. */
  OptionalLong id() {
    return id;
  }

  /** Whether it is known to be a request or a notification, not an answer. */
  boolean isCall() {
    return call;
  }

  private void scan() {
    int depth = 0;
    int i = 0;
    while (i < head.length) {
      switch (head[i]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int end = stringEnd(i);
          if (depth == 1 && end < head.length) {
            key(new String(head, i + 1, end - i - 1, StandardCharsets.UTF_8), end + 1);
          }
          i = end;
        }
        default -> {
          // numbers, literals and white space say nothing
        }
      }
      i++;
    }
  }

  private int stringEnd(int start) {
    int i = start + 1;
    while (i < head.length && head[i] != '"') {
      i += head[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, head.length);
  }

  private void key(String name, int after) {
    int i = skipSpace(after);
    if (i >= head.length || head[i] != ':') {
      return; // a value
    }
    call |= name.equals("method");
    // behind a fault in the text what looks like the message's own may be its payload's
    if (name.equals("id") && id.isEmpty()) {
      int start = skipSpace(i + 1);
      int end = start;
      while (end < head.length && head[end] >= '0' && head[end] <= '9') {
        end++;
      }
      // a number that runs to the end of the head may be cut
      if (end > start && end - start < 19 && end < head.length) {
        id = OptionalLong.of(
            Long.parseLong(new String(head, start, end - start, StandardCharsets.US_ASCII)));
      }
    }
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < head.length
        && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || head[i] == '\n')) {
      i++;
    }
    return i;
  }
}
