package io.mcpmanager.core.translation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Output schemas for clients that want them to describe an object: any other is wrapped as the property {@code result}
 * of one, and so is what the tool returns.
 */
final class OutputSchemas {

  private static final String BELOW_ROOT = "#/properties/result";

  /** Whether a tool has an output schema that is not one of an object. */
  static boolean mustWrap(byte[] tool) {
    return JsonText.member(tool, Bytes.whole(tool), "outputSchema")
        .filter(schema -> mustWrap(tool, schema))
        .isPresent();
  }

  static boolean mustWrap(byte[] bytes, Span schema) {
    return JsonText.member(bytes, schema, "type")
        .filter(type ->
            JsonText.isString(bytes, type) && JsonText.decode(bytes, type).equals("object"))
        .isEmpty();
  }

  /** The schema of an object whose property {@code result} the schema describes; empty if it can't be moved there. */
  static Optional<byte[]> wrapped(byte[] bytes, Span schema) {
    byte[] inner = schema.copyFrom(bytes);
    Span root = Bytes.whole(inner);
    Optional<byte[]> dialect = JsonText.member(inner, root, "$schema")
        .filter(span -> JsonText.isString(inner, span))
        .map(span -> span.copyFrom(inner));
    var splice = Splice.of(inner);
    if (!new Moved(inner, splice).walk(root)) {
      return Optional.empty();
    }
    if (JsonText.isObject(inner, root)) {
      splice.remove(root, "$schema");
    }
    var wrapped = new ByteArrayOutputStream(inner.length + 128);
    wrapped.writeBytes(Bytes.of("{"));
    dialect.ifPresent(uri -> {
      wrapped.writeBytes(Bytes.of("\"$schema\":"));
      wrapped.writeBytes(uri);
      wrapped.writeBytes(Bytes.of(","));
    });
    wrapped.writeBytes(Bytes.of("\"type\":\"object\",\"properties\":{\"result\":"));
    wrapped.writeBytes(splice.apply());
    wrapped.writeBytes(Bytes.of("},\"required\":[\"result\"]}"));
    return Optional.of(wrapped.toByteArray());
  }

  /** A value as such an object has it. */
  static byte[] wrappedValue(byte[] bytes, Span value) {
    return Bytes.of("{\"result\":" + new String(bytes, value.start(), value.length(), UTF_8) + "}");
  }

  /** Lets references to the root and below it lead to where the schema is now. */
  private static final class Moved extends SchemaWalk {

    private final Splice splice;

    Moved(byte[] schema, Splice splice) {
      super(schema);
      this.splice = splice;
    }

    @Override
    boolean look(Span schema, @Nullable List<String> path) {
      if (JsonText.member(bytes, schema, "$id").isPresent()) {
        return false; // references within it start from here
      }
      for (String keyword : List.of("$ref", "$dynamicRef")) {
        JsonText.member(bytes, schema, keyword)
            .filter(value -> JsonText.isString(bytes, value))
            .ifPresent(this::move);
      }
      return true;
    }

    private void move(Span reference) {
      String ref = JsonText.decode(bytes, reference);
      if (ref.equals("#") || ref.startsWith("#/")) {
        splice.replace(reference, JsonText.quote(BELOW_ROOT + ref.substring(1)));
      }
    }
  }

  private OutputSchemas() {}
}
