package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Puts a message together from pieces, in one array if the expected size is right. */
final class ByteWriter {

  private byte[] bytes;
  private int size;

  ByteWriter(int expectedSize) {
    this.bytes = new byte[expectedSize];
  }

  /** An object with one member. */
  static byte[] object(String key, byte[] json) {
    return new ByteWriter(json.length + key.length() + 5)
        .ascii("{")
        .append(JsonText.quote(key))
        .ascii(":")
        .append(json)
        .ascii("}")
        .toBytes();
  }

  /** An object with these members. */
  static byte[] object(Map<String, Optional<byte[]>> members) {
    byte[] inner = members(members, false);
    return new ByteWriter(inner.length + 2).ascii("{").append(inner).ascii("}").toBytes();
  }

  /** Members for an object, separated by commas, with one at the end if others follow. */
  static byte[] members(Map<String, Optional<byte[]>> members, boolean othersFollow) {
    var writer = new ByteWriter(64);
    boolean first = true;
    for (var member : members.entrySet()) {
      writer
          .ascii(first ? "" : ",")
          .append(JsonText.quote(member.getKey()))
          .ascii(":")
          .append(member.getValue().orElseThrow());
      first = false;
    }
    return writer.ascii(othersFollow ? "," : "").toBytes();
  }

  /** Appends text that needs no escapes. */
  ByteWriter ascii(String text) {
    return append(text.getBytes(ISO_8859_1));
  }

  ByteWriter append(byte[] piece) {
    return append(piece, 0, piece.length);
  }

  ByteWriter append(byte[] source, int from, int to) {
    int added = to - from;
    if (bytes.length - size < added) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * size, size + added));
    }
    System.arraycopy(source, from, bytes, size, added);
    size += added;
    return this;
  }

  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
