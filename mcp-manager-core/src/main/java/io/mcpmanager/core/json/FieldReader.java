package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.secret.SecretReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object field by field and collects what is wrong instead of stopping at the first mistake. A value
 * that can't be used is reported and replaced by the fallback. A field that is null counts as absent. Messages name
 * types, never the values found.
 */
final class FieldReader {

  private final JsonNode object;
  private final String path;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  private FieldReader(JsonNode object, String path, List<Problem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /** Reads {@code node}, reporting to {@code problems}; null, and a problem, if it is not an object. */
  static @Nullable FieldReader of(JsonNode node, String path, List<Problem> problems) {
    if (!node.isObject()) {
      problems.add(wrongType(path, "an object", node));
      return null;
    }
    return new FieldReader(node, path, problems);
  }

  /** Reads an object without fields: what remains to be read where something else was found. */
  static FieldReader nothing(String path, List<Problem> problems) {
    return new FieldReader(JsonNodeFactory.instance.objectNode(), path, problems);
  }

  static String path(String parent, String name) {
    String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  String path(String name) {
    return path(path, name);
  }

  List<Problem> problems() {
    return problems;
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  void report(String name, String message, Problem.Code code) {
    problems.add(new Problem(path(name), message, code));
  }

  @Nullable
  FieldReader object(String name) {
    JsonNode node = get(name);
    return node == null ? null : of(node, path(name), problems);
  }

  /** The elements of an array; empty if it is absent. */
  List<JsonNode> elements(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      problems.add(wrongType(path(name), "an array", node));
      return List.of();
    }
    return List.copyOf(node.valueStream().toList());
  }

  /** The elements of an array, each an object that {@code reader} reads. */
  <T> List<T> objects(String name, Function<FieldReader, T> reader) {
    var read = new ArrayList<T>();
    for (JsonNode node : elements(name)) {
      String place = path(name) + "[" + read.size() + "]";
      FieldReader fields = of(node, place, problems);
      // a wrong element keeps its place, so that later ones are reported under their own index
      read.add(reader.apply(fields == null ? nothing(place, new ArrayList<>()) : fields));
      if (fields != null) {
        fields.end();
      }
    }
    return read;
  }

  /** The members of an object in their order; empty if it is absent. */
  Map<String, JsonNode> members(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      problems.add(wrongType(path(name), "an object", node));
      return Map.of();
    }
    var members = new LinkedHashMap<String, JsonNode>();
    ((ObjectNode) node).properties().forEach(e -> members.put(e.getKey(), e.getValue()));
    return members;
  }

  /** A text that must be given; empty, and a problem, if it is not. */
  String requiredText(String name) {
    if (!has(name)) {
      known.add(name);
      report(name, "must be given", Problem.Code.REQUIRED);
      return "";
    }
    String text = text(name);
    return text == null ? "" : text;
  }

  String text(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  @Nullable
  String text(String name) {
    JsonNode node = get(name);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      problems.add(wrongType(path(name), "a text", node));
      return null;
    }
    return node.textValue();
  }

  boolean flag(String name, boolean fallback) {
    JsonNode node = get(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isBoolean()) {
      problems.add(wrongType(path(name), "true or false", node));
      return fallback;
    }
    return node.booleanValue();
  }

  /** A whole number that must be given; 0, and a problem, if it is not. */
  int requiredInteger(String name) {
    if (!has(name)) {
      known.add(name);
      report(name, "must be given", Problem.Code.REQUIRED);
      return 0;
    }
    return integer(name, 0);
  }

  int integer(String name, int fallback) {
    return (int) integer(name, fallback, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  long integer(String name, long fallback) {
    return integer(name, fallback, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long integer(String name, long fallback, long min, long max) {
    JsonNode node = get(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isIntegralNumber()) {
      problems.add(wrongType(path(name), "a whole number", node));
      return fallback;
    }
    if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
      report(name, "is too large a number", Problem.Code.OUT_OF_RANGE);
      return fallback;
    }
    return node.longValue();
  }

  /** A number of bytes, or a text that {@link ByteSizes} knows. */
  long size(String name, long fallback) {
    JsonNode node = get(name);
    if (node == null || !node.isTextual()) {
      return integer(name, fallback);
    }
    return ByteSizes.parse(node.textValue()).orElseGet(() -> {
      report(
          name, "must be a number of bytes, or a size such as 512MiB", Problem.Code.INVALID_FORMAT);
      return fallback;
    });
  }

  /** The members of an object, each a size; empty if it is absent. */
  Map<String, Long> sizeMembers(String name) {
    FieldReader sizes = object(name);
    var read = new LinkedHashMap<String, Long>();
    if (sizes != null) {
      sizes.object.fieldNames().forEachRemaining(key -> {
        if (sizes.has(key)) {
          read.put(key, sizes.size(key, 0));
        }
      });
    }
    return read;
  }

  double decimal(String name, double fallback) {
    JsonNode node = get(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isNumber()) {
      problems.add(wrongType(path(name), "a number", node));
      return fallback;
    }
    return node.doubleValue();
  }

  Duration duration(String name, Duration fallback) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      report(name, "must be an ISO 8601 duration such as PT5S", Problem.Code.INVALID_FORMAT);
      return fallback;
    }
  }

  @Nullable
  URI uri(String name) {
    String text = text(name);
    return text == null ? null : uri(name, text);
  }

  /** {@code text} as a URI; null, and a problem with the field, if it is none. */
  @Nullable
  URI uri(String name, String text) {
    try {
      return new URI(SecretReference.encodedForUri(text));
    } catch (URISyntaxException e) {
      report(name, "must be a URL", Problem.Code.INVALID_FORMAT);
      return null;
    }
  }

  <E extends Enum<E>> E choice(String name, Class<E> type, E fallback) {
    String text = text(name);
    return text == null
        ? fallback
        : EnumText.parse(type, text).orElseGet(() -> {
          notAllowed(name, text, EnumText.all(type));
          return fallback;
        });
  }

  /** Reports a text that is none of those allowed. */
  void notAllowed(String name, String found, List<String> allowed) {
    String shown = found.length() > 40 ? found.substring(0, 40) + "…" : found;
    report(
        name,
        "must be one of " + String.join(", ", allowed) + "; was '" + shown + "'",
        Problem.Code.NOT_ALLOWED);
  }

  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (JsonNode node : elements(name)) {
      if (!node.isTextual()) {
        problems.add(wrongType(path(name) + "[" + texts.size() + "]", "a text", node));
      }
      // a wrong element keeps its place, so that later ones are reported under their own index
      texts.add(node.isTextual() ? node.textValue() : "");
    }
    return texts;
  }

  Map<String, String> textMembers(String name) {
    var texts = new LinkedHashMap<String, String>();
    members(name).forEach((key, node) -> {
      if (node.isTextual()) {
        texts.put(key, node.textValue());
      } else {
        problems.add(wrongType(path(path(name), key), "a text", node));
      }
    });
    return texts;
  }

  /** Takes a field that has no meaning here. */
  void ignore(String name) {
    known.add(name);
  }

  /** Reports every field that was not asked for. */
  void end() {
    object.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        report(
            name,
            "is not known here; known are " + String.join(", ", known),
            Problem.Code.UNKNOWN_FIELD);
      }
    });
  }

  private @Nullable JsonNode get(String name) {
    known.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private static Problem wrongType(String path, String expected, JsonNode found) {
    return new Problem(
        path, "must be " + expected + ", was " + typeOf(found), Problem.Code.WRONG_TYPE);
  }

  private static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "a text";
      case BOOLEAN -> "true or false";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NUMBER -> "a number";
      default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }
}
