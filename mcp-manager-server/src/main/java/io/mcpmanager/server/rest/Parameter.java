package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A parameter of a route: how it is read and how the document describes it, in one place.
 *
 * @param name its name
 * @param place where it stands: {@code path}, {@code query} or {@code header}
 * @param description what it does, for people
 * @param expected allowed values, for people
 * @param schema JSON Schema of its value
 * @param fallback value when it is not given
 * @param parser reads a text; empty if it is not allowed
 */
record Parameter<T>(
    String name,
    String place,
    String description,
    String expected,
    ObjectNode schema,
    T fallback,
    Function<String, Optional<T>> parser) {

  static Parameter<String> path(String name, String description) {
    return new Parameter<>(name, "path", description, "a text", type("string"), "", Optional::of);
  }

  static Parameter<String> header(String name, String description) {
    return new Parameter<>(name, "header", description, "a text", type("string"), "", Optional::of);
  }

  static Parameter<String> text(String name, String description) {
    return new Parameter<>(name, "query", description, "a text", type("string"), "", Optional::of);
  }

  static Parameter<Long> number(
      String name, String description, long min, long max, long fallback) {
    ObjectNode schema = type("integer").put("minimum", min).put("maximum", max);
    return new Parameter<>(
        name,
        "query",
        description,
        "a whole number from " + min + " to " + max,
        schema.put("default", fallback),
        fallback,
        text -> wholeNumber(text).filter(n -> n >= min && n <= max));
  }

  static Parameter<Boolean> flag(String name, String description) {
    return new Parameter<>(
        name, "query", description, "true or false", type("boolean"), false, text -> switch (text) {
          case "true" -> Optional.of(true);
          case "false" -> Optional.of(false);
          default -> Optional.empty();
        });
  }

  static Parameter<Optional<Instant>> time(String name, String description) {
    return new Parameter<>(
        name,
        "query",
        description,
        "a time such as 2026-01-31T12:00:00Z",
        type("string").put("format", "date-time"),
        Optional.empty(),
        text -> {
          try {
            return Optional.of(Optional.of(Instant.parse(text)));
          } catch (DateTimeParseException malformed) {
            return Optional.empty();
          }
        });
  }

  /** One of some values. */
  static <E> Parameter<E> choice(
      String name, String description, Collection<E> values, Function<E, String> text, E fallback) {
    Map<String, E> byText = byText(values, text);
    ObjectNode schema = type("string").put("default", text.apply(fallback));
    byText.keySet().forEach(schema.putArray("enum")::add);
    return new Parameter<>(
        name,
        "query",
        description,
        "one of " + String.join(", ", byText.keySet()),
        schema,
        fallback,
        given -> Optional.ofNullable(byText.get(given)));
  }

  /** Any of some values, separated by commas or given several times; none stands for all. */
  static <E> Parameter<Set<E>> choices(
      String name, String description, Collection<E> values, Function<E, String> text) {
    Map<String, E> byText = byText(values, text);
    ObjectNode schema = type("array");
    byText.keySet().forEach(schema.putObject("items").put("type", "string").putArray("enum")::add);
    return new Parameter<>(
        name,
        "query",
        description,
        "any of " + String.join(", ", byText.keySet()),
        schema,
        Set.of(),
        given -> {
          var chosen = new LinkedHashSet<E>();
          for (String part : given.split(",", -1)) {
            E value = byText.get(part.strip());
            if (value == null) {
              return Optional.empty();
            }
            chosen.add(value);
          }
          return Optional.of(chosen);
        });
  }

  /** Names and values written as {@code name=value}, separated by commas or given several times. */
  static Parameter<Map<String, String>> pairs(String name, String description) {
    ObjectNode schema = type("array");
    schema.putObject("items").put("type", "string").put("pattern", "^[^=,]+=[^,]*$");
    return new Parameter<>(
        name, "query", description, "name=value pairs", schema, Map.of(), given -> {
          var pairs = new LinkedHashMap<String, String>();
          for (String part : given.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
              return Optional.empty();
            }
            pairs.put(part.substring(0, equals), part.substring(equals + 1));
          }
          return Optional.of(pairs);
        });
  }

  private static <E> Map<String, E> byText(Collection<E> values, Function<E, String> text) {
    var byText = new LinkedHashMap<String, E>();
    values.forEach(value -> byText.put(text.apply(value), value));
    return byText;
  }

  private static Optional<Long> wholeNumber(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static ObjectNode type(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
