package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value in canonical form: members sorted by name, no space between tokens, texts escaped only where they must be.
 * Numbers and members given twice stay as they are, for readers do not agree on what they are, so that two values with the
 * same text are the same to every reader. Immutable.
 */
sealed interface Node {

  /** Deepest nesting that is read. */
  int MAX_DEPTH = 64;

  /** One member of an object. */
  record Member(String name, Node value) {}

  /** An object; its members are sorted, and those of one name are in the order in which they were given. */
  record Members(List<Member> members) implements Node {

    /** The member of this name; the last one if it was given twice. */
    @Nullable
    Node get(String name) {
      Node found = null;
      for (Member member : members) {
        if (member.name().equals(name)) {
          found = member.value();
        }
      }
      return found;
    }

    /** A name that was given twice. */
    Optional<String> repeated() {
      var names = new HashSet<String>();
      return members.stream().map(Member::name).filter(name -> !names.add(name)).findFirst();
    }
  }

  /** An array. */
  record Elements(List<Node> elements) implements Node {}

  /** A text. */
  record Text(String text) implements Node {}

  /** A number, true, false or null, as it was written. */
  record Plain(String text) implements Node {}

  /**
   * Reads a value that has been checked.
   *
   * @throws McpManagerException if it is nested too deeply
   */
  static Node read(byte[] bytes, Span value) {
    return read(bytes, value, 0);
  }

  /** Reads a whole document that has been checked. */
  static Node read(byte[] json) {
    return read(json, new Span(0, json.length));
  }

  private static Node read(byte[] bytes, Span value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new McpManagerException(
          ErrorCode.MALFORMED_INPUT, "nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (bytes[value.start()]) {
      case '{' -> {
        var members = new ArrayList<Member>();
        var cursor = new ObjectCursor(bytes, value);
        while (cursor.next()) {
          members.add(new Member(cursor.key(), read(bytes, cursor.value(), depth + 1)));
        }
        members.sort(Comparator.comparing(Member::name));
        yield new Members(List.copyOf(members));
      }
      case '[' -> {
        var elements = new ArrayList<Node>();
        var cursor = new ArrayCursor(bytes, value);
        while (cursor.next()) {
          elements.add(read(bytes, cursor.element(), depth + 1));
        }
        yield new Elements(List.copyOf(elements));
      }
      case '"' -> new Text(JsonText.decode(bytes, value));
      default -> new Plain(new String(bytes, value.start(), value.length(), UTF_8));
    };
  }

  /** The canonical text. */
  default String json() {
    var json = new StringBuilder();
    write(json);
    return json.toString();
  }

  private void write(StringBuilder json) {
    switch (this) {
      case Members object -> {
        char before = '{';
        for (Member member : object.members()) {
          json.append(before).append(quote(member.name())).append(':');
          member.value().write(json);
          before = ',';
        }
        json.append(before == '{' ? "{}" : "}");
      }
      case Elements array -> {
        char before = '[';
        for (Node element : array.elements()) {
          json.append(before);
          element.write(json);
          before = ',';
        }
        json.append(before == '[' ? "[]" : "]");
      }
      case Text text -> json.append(quote(text.text()));
      case Plain plain -> json.append(plain.text());
    }
  }

  private static String quote(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }
}
