package io.mcpmanager.examples.demo;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One argument a tool takes. Its schema and its check are made together, so that they cannot disagree.
 *
 * @param expected what a value must be, to follow the words "must be"
 * @param fallback the value if none is given; without one the argument is required
 */
record Parameter(
    String name,
    JsonObject schema,
    String expected,
    Predicate<Object> accepts,
    Optional<Object> fallback) {

  static Parameter text(String name, String description) {
    return of(name, "string", description, "a text", String.class::isInstance);
  }

  static Parameter number(String name, String description) {
    return of(name, "number", description, "a number", Number.class::isInstance);
  }

  static Parameter integer(String name, String description, long min, long max) {
    return of(
            name,
            "integer",
            description,
            "a whole number from " + min + " to " + max,
            value -> isWhole(value) && isWithin((Number) value, min, max))
        .withKeyword("minimum", min)
        .withKeyword("maximum", max);
  }

  static Parameter choice(String name, String description, List<String> choices) {
    return of(
            name, "string", description, "one of " + String.join(", ", choices), choices::contains)
        .withKeyword("enum", choices);
  }

  /** The same, but optional. */
  Parameter or(Object value) {
    return new Parameter(
        name, schema.with("default", value), expected, accepts, Optional.of(value));
  }

  /** The same, but HTTP clients of the newest revision repeat it in the header {@code Mcp-Param-} and this name. */
  Parameter inHeader(String header) {
    return withKeyword("x-mcp-header", header);
  }

  Optional<String> header() {
    return schema.text("x-mcp-header");
  }

  boolean isRequired() {
    return fallback.isEmpty();
  }

  private Parameter withKeyword(String keyword, Object value) {
    return new Parameter(name, schema.with(keyword, value), expected, accepts, fallback);
  }

  private static Parameter of(
      String name, String type, String description, String expected, Predicate<Object> accepts) {
    var schema = JsonObject.of("type", type, "description", description);
    return new Parameter(name, schema, expected, accepts, Optional.empty());
  }

  /** 3.0 is a whole number to JSON Schema. */
  private static boolean isWhole(Object value) {
    return value instanceof Long || (value instanceof Double number && number == Math.rint(number));
  }

  private static boolean isWithin(Number value, long min, long max) {
    return value.doubleValue() >= min && value.doubleValue() <= max;
  }
}
