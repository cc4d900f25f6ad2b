package io.mcpmanager.core.translation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import java.util.Optional;

/** Looks into JSON without building anything. */
final class Bytes {

  static final byte[] NONE = {};
  static final byte[] EMPTY_OBJECT = "{}".getBytes(UTF_8);

  static Span whole(byte[] json) {
    return new Span(0, json.length);
  }

  static byte[] of(String json) {
    return json.getBytes(UTF_8);
  }

  static String text(byte[] json) {
    return new String(json, UTF_8);
  }

  static String text(byte[] bytes, Span span) {
    return new String(bytes, span.start(), span.length(), UTF_8);
  }

  static String quoted(String text) {
    return text(JsonText.quote(text));
  }

  static boolean isArray(byte[] bytes, Span span) {
    return bytes[span.start()] == '[';
  }

  /** The member, if it is an object. */
  static Optional<Span> object(byte[] bytes, Span object, String key) {
    return JsonText.member(bytes, object, key).filter(span -> JsonText.isObject(bytes, span));
  }

  /** The member, if it is an array. */
  static Optional<Span> array(byte[] bytes, Span object, String key) {
    return JsonText.member(bytes, object, key).filter(span -> isArray(bytes, span));
  }

  /** The member's text, if it is a string. */
  static Optional<String> string(byte[] bytes, Span object, String key) {
    return JsonText.member(bytes, object, key)
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span));
  }

  private Bytes() {}
}
