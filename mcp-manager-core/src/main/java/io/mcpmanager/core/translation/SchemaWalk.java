package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits every schema within a JSON schema, and no value that only looks like one, such as a default. */
abstract class SchemaWalk {

  /** Each level is read once more for each level above it, so there have to be few. */
  private static final int MAX_DEPTH = 64;

  final byte[] bytes;
  private boolean tooDeep;

  SchemaWalk(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Visits a schema and those within it; false if they nest too deeply to see them all. */
  final boolean walk(Span schema) {
    visit(schema, List.of(), 0);
    return !tooDeep;
  }

  /**
   * Looks at one schema, an object.
   *
   * @param path the properties that lead from the root here, or null if anything else does
   * @return whether to go on to the schemas within it
   */
  abstract boolean look(Span schema, @Nullable List<String> path);

  private void visit(Span schema, @Nullable List<String> path, int depth) {
    if (!JsonText.isObject(bytes, schema)) {
      return; // true, false, or no schema at all
    }
    if (depth > MAX_DEPTH) {
      tooDeep = true;
      return;
    }
    if (!look(schema, path)) {
      return;
    }
    var cursor = new ObjectCursor(bytes, schema);
    while (cursor.next()) {
      Span value = cursor.value();
      switch (cursor.key()) {
        case "properties" -> members(value, path, true, depth);
        case "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies" ->
          members(value, path, false, depth);
        case "items",
            "additionalItems",
            "prefixItems",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "additionalProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "contentSchema" -> oneOrMany(value, depth);
        default -> {
          // no schema is in there
        }
      }
    }
  }

  private void members(Span object, @Nullable List<String> path, boolean properties, int depth) {
    if (!JsonText.isObject(bytes, object)) {
      return;
    }
    var cursor = new ObjectCursor(bytes, object);
    while (cursor.next()) {
      List<String> below = null;
      if (properties && path != null) {
        below = new ArrayList<>(path);
        below.add(cursor.key());
      }
      visit(cursor.value(), below, depth + 1);
    }
  }

  private void oneOrMany(Span value, int depth) {
    if (Bytes.isArray(bytes, value)) {
      var cursor = new ArrayCursor(bytes, value);
      while (cursor.next()) {
        visit(cursor.element(), null, depth + 1);
      }
    } else {
      visit(value, null, depth + 1);
    }
  }
}
