package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.Difference;
import io.mcpmanager.api.policy.Difference.Kind;
import io.mcpmanager.api.policy.Difference.Weight;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is different between two definitions of a tool, and what that means for who calls it. */
final class Differences {

  /** Most differences that are listed. */
  static final int MOST = 100;

  private static final int LONGEST = 500;

  private static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
  private static final Set<String> WORDS = Set.of("description", "title", "$comment", "examples");
  private static final Set<String> LOWER_BOUNDS =
      Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
  private static final Set<String> UPPER_BOUNDS =
      Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
  private static final Set<String> LIMITS = Set.of(
      "pattern",
      "format",
      "const",
      "multipleOf",
      "uniqueItems",
      "additionalProperties",
      "propertyNames",
      "not",
      "contains",
      "allOf",
      "if",
      "then",
      "else",
      "dependentRequired");

  /** What a value is a part of. */
  private enum Place {
    TOP,
    ANNOTATIONS,
    SCHEMA,
    MAP,
    OUTPUT,
    OUTPUT_MAP
  }

  private final List<Difference> found = new ArrayList<>();

  static List<Difference> between(Node.Members before, Node.Members after) {
    var differences = new Differences();
    differences.members("", Place.TOP, before, after);
    return List.copyOf(differences.found);
  }

  private void members(String path, Place place, Node.Members before, Node.Members after) {
    var names = new TreeSet<String>();
    before.members().forEach(member -> names.add(member.name()));
    after.members().forEach(member -> names.add(member.name()));
    for (String name : names) {
      Node was = before.get(name);
      Node is = after.get(name);
      if (was == null || is == null || !was.json().equals(is.json())) {
        member(path.isEmpty() ? name : path + "." + name, place, name, was, is);
      }
    }
    String repeatedBefore = before.repeated().orElse("");
    String repeated = after.repeated().orElse("");
    if (!repeated.equals(repeatedBefore)) {
      add(path + "." + repeated, Weight.RISK, null, new Node.Text("given more than once"));
    }
  }

  private void member(
      String path, Place place, String name, @Nullable Node was, @Nullable Node is) {
    if (place == Place.SCHEMA && name.equals("required")) {
      required(path, texts(was), texts(is));
      return;
    }
    if (place == Place.MAP || place == Place.OUTPUT_MAP) {
      Place inner = place == Place.MAP ? Place.SCHEMA : Place.OUTPUT;
      if (was instanceof Node.Members one && is instanceof Node.Members other) {
        members(path, inner, one, other);
      } else {
        add(path, place == Place.MAP ? entry(was, is) : Weight.OTHER, was, is);
      }
      return;
    }
    Place inner = inner(place, name);
    if (inner != null
        && (was == null || was instanceof Node.Members)
        && (is == null || is instanceof Node.Members)
        && (was != null || (is != null && isMap(inner)))) {
      members(path, inner, object(was), object(is));
      return;
    }
    add(path, weight(place, name, was, is), was, is);
  }

  /** Of what its members are a part; null if it is looked at as a whole. */
  private static @Nullable Place inner(Place place, String name) {
    return switch (place) {
      case TOP ->
        switch (name) {
          case "annotations" -> Place.ANNOTATIONS;
          case "inputSchema" -> Place.SCHEMA;
          case "outputSchema" -> Place.OUTPUT;
          default -> null;
        };
      case SCHEMA, OUTPUT -> {
        boolean output = place == Place.OUTPUT;
        if (MAPS.contains(name)) {
          yield output ? Place.OUTPUT_MAP : Place.MAP;
        }
        yield name.equals("items") ? place : null;
      }
      case ANNOTATIONS, MAP, OUTPUT_MAP -> null;
    };
  }

  private static boolean isMap(Place place) {
    return place == Place.MAP || place == Place.OUTPUT_MAP || place == Place.ANNOTATIONS;
  }

  /** A parameter that is new can be left out unless the list of required ones says otherwise. */
  private static Weight entry(@Nullable Node was, @Nullable Node is) {
    return was == null ? Weight.WIDER : is == null ? Weight.NARROWER : Weight.OTHER;
  }

  private static Weight weight(Place place, String name, @Nullable Node was, @Nullable Node is) {
    return switch (place) {
      case TOP -> WORDS.contains(name) ? Weight.TEXT : Weight.OTHER;
      case ANNOTATIONS -> annotation(name, is);
      case OUTPUT, OUTPUT_MAP, MAP -> WORDS.contains(name) ? Weight.TEXT : Weight.OTHER;
      case SCHEMA -> keyword(name, was, is);
    };
  }

  /** What a tool says of itself; what it does not say is as if it were the worst. */
  private static Weight annotation(String name, @Nullable Node is) {
    String now = is == null ? "" : is.json();
    return switch (name) {
      case "title" -> Weight.TEXT;
      case "readOnlyHint", "idempotentHint" -> now.equals("true") ? Weight.OTHER : Weight.RISK;
      case "destructiveHint", "openWorldHint" -> now.equals("false") ? Weight.OTHER : Weight.RISK;
      default -> Weight.OTHER;
    };
  }

  private static Weight keyword(String name, @Nullable Node was, @Nullable Node is) {
    if (WORDS.contains(name)) {
      return Weight.TEXT;
    }
    if (name.equals("type") || name.equals("enum")) {
      return choices(was, is);
    }
    if (LIMITS.contains(name)) {
      return was == null ? Weight.NARROWER : is == null ? Weight.WIDER : Weight.OTHER;
    }
    if (LOWER_BOUNDS.contains(name) || UPPER_BOUNDS.contains(name)) {
      return bound(was, is, UPPER_BOUNDS.contains(name));
    }
    return Weight.OTHER;
  }

  private static Weight choices(@Nullable Node was, @Nullable Node is) {
    if (was == null || is == null) {
      return was == null ? Weight.NARROWER : Weight.WIDER;
    }
    return all(is).containsAll(all(was)) ? Weight.WIDER : Weight.NARROWER;
  }

  private static Weight bound(@Nullable Node was, @Nullable Node is, boolean upper) {
    if (was == null || is == null) {
      return was == null ? Weight.NARROWER : Weight.WIDER;
    }
    try {
      int order = number(is).compareTo(number(was));
      return (order > 0) == upper ? Weight.WIDER : Weight.NARROWER;
    } catch (NumberFormatException | ArithmeticException notComparable) {
      return Weight.OTHER;
    }
  }

  private static BigDecimal number(Node node) {
    String text = node.json();
    if (text.length() > 40) {
      throw new NumberFormatException("too long a number");
    }
    return new BigDecimal(text);
  }

  private void required(String path, Set<String> was, Set<String> is) {
    for (String name : new TreeSet<>(is)) {
      if (!was.contains(name)) {
        add(path, Weight.NARROWER, null, new Node.Text(name));
      }
    }
    for (String name : new TreeSet<>(was)) {
      if (!is.contains(name)) {
        add(path, Weight.WIDER, new Node.Text(name), null);
      }
    }
  }

  private static Set<String> texts(@Nullable Node node) {
    return node instanceof Node.Elements array
        ? array.elements().stream()
            .map(element -> element instanceof Node.Text text ? text.text() : element.json())
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static Set<String> all(Node node) {
    return node instanceof Node.Elements array
        ? array.elements().stream().map(Node::json).collect(Collectors.toCollection(HashSet::new))
        : Set.of(node.json());
  }

  private static Node.Members object(@Nullable Node node) {
    return node instanceof Node.Members members ? members : new Node.Members(List.of());
  }

  private void add(String path, Weight weight, @Nullable Node was, @Nullable Node is) {
    if (found.size() < MOST) {
      Kind kind = was == null ? Kind.ADDED : is == null ? Kind.REMOVED : Kind.CHANGED;
      found.add(new Difference(shown(path), kind, weight, shown(was), shown(is)));
    }
  }

  private static String shown(@Nullable Node node) {
    return node == null ? "" : shown(node.json());
  }

  private static String shown(String text) {
    String shown = Characters.shown(text);
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + "…";
  }
}
