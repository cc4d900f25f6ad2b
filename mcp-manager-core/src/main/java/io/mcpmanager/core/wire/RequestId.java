package io.mcpmanager.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JSON-RPC request id or a progress token: a string or an integer. {@code 1} and {@code "1"} are
 * different ids.
 */
public sealed interface RequestId {

  /** An id that is a JSON string. */
  record Text(String value) implements RequestId {
    @Override
    public byte[] toJson() {
      return JsonText.quote(value);
    }

    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  /** An id that is a JSON integer. */
  record Numeric(long value) implements RequestId {
    @Override
    public byte[] toJson() {
      return Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** The id as it stands in a message. */
  byte[] toJson();

  static RequestId of(long value) {
    return new Numeric(value);
  }

  static RequestId of(String value) {
    return new Text(value);
  }

  /** The id that a checked JSON value holds; empty if it is neither string nor 64-bit integer. */
  static Optional<RequestId> read(byte[] message, Span value) {
    byte first = message[value.start()];
    if (first == '"') {
      return Optional.of(new Text(JsonText.decode(message, value)));
    }
    if (first != '-' && (first < '0' || first > '9')) {
      return Optional.empty();
    }
    long negative = 0; // negative numbers reach one further than positive ones
    for (int i = first == '-' ? value.start() + 1 : value.start(); i < value.end(); i++) {
      int digit = message[i] - '0';
      if (digit < 0 || digit > 9 || negative < (Long.MIN_VALUE + digit) / 10) {
        return Optional.empty();
      }
      negative = negative * 10 - digit;
    }
    if (first != '-' && negative == Long.MIN_VALUE) {
      return Optional.empty();
    }
    return Optional.of(new Numeric(first == '-' ? negative : -negative));
  }
}
