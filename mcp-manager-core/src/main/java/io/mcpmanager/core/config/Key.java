package io.mcpmanager.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured.
 *
 * @param name section and name, such as {@code http.port}
 * @param type what a file has to give
 * @param expected the allowed values, for people
 * @param help what it does, for people
 * @param defaultText its default as text, or null if it has none
 * @param parser reads a text; empty if it is not allowed
 */
record Key<T>(
    String name,
    Type type,
    String expected,
    String help,
    @Nullable String defaultText,
    Function<String, Optional<T>> parser) {

  /** How a file writes a value. A text is taken for all, for it may stand for a variable. */
  enum Type {
    TEXT,
    NUMBER,
    FLAG
  }

  String section() {
    return name.substring(0, name.indexOf('.'));
  }

  /** The environment variable that sets it: {@code MCP_HTTP_PORT} for {@code http.port}. */
  String variable() {
    return ConfigLoader.VARIABLE_PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  boolean takes(JsonNode value) {
    return value.isTextual()
        || (type == Type.NUMBER && value.isIntegralNumber())
        || (type == Type.FLAG && value.isBoolean());
  }
}
