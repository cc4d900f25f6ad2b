package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.McpManagerException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What a server says a tool is, as far as models, people and checks build on it.
 *
 * @param tool name of the tool
 * @param hash of all the rest
 * @param node the definition; without members if it is too large or too deep to be looked at
 */
record Definition(String tool, String hash, Node.Members node) {

  /** Longest definition that is kept, in bytes; of a longer one only the hash is. */
  static final int LONGEST = 256 << 10;

  private static final Set<String> PARTS =
      Set.of("name", "title", "description", "inputSchema", "outputSchema", "annotations");
  private static final Node.Members NOTHING = new Node.Members(List.of());

  /** Reads what a server lists, which has been checked to be an object. */
  static Definition read(String tool, byte[] json) {
    if (json.length <= LONGEST) {
      try {
        if (Node.read(json) instanceof Node.Members all) {
          Node.Members parts = new Node.Members(all.members().stream()
              .filter(member -> PARTS.contains(member.name()))
              .map(member -> new Node.Member(member.name(), withSets(member.value())))
              .toList());
          return new Definition(tool, new Digest().add(parts.json()).text(), parts);
        }
      } catch (McpManagerException tooDeep) {
        // as one that is too long
      }
    }
    return new Definition(tool, new Digest().add("raw").add(json).text(), NOTHING);
  }

  /** Reads what {@link #json} wrote. */
  static Node.Members parse(String json) {
    return Node.read(json.getBytes(UTF_8)) instanceof Node.Members members ? members : NOTHING;
  }

  /** The definition as it is kept. */
  String json() {
    return node.json();
  }

  /** The same with names of required members sorted: servers that keep them in sets list them in any order. */
  private static Node withSets(Node value) {
    return switch (value) {
      case Node.Members object ->
        new Node.Members(object.members().stream()
            .map(member -> new Node.Member(
                member.name(),
                member.name().equals("required")
                    ? sorted(member.value())
                    : withSets(member.value())))
            .toList());
      case Node.Elements array ->
        new Node.Elements(array.elements().stream().map(Definition::withSets).toList());
      case Node.Text text -> text;
      case Node.Plain plain -> plain;
    };
  }

  private static Node sorted(Node value) {
    if (!(value instanceof Node.Elements array)
        || !array.elements().stream().allMatch(Node.Text.class::isInstance)) {
      return withSets(value);
    }
    var elements = new ArrayList<>(array.elements());
    elements.sort(Comparator.comparing(Node::json));
    return new Node.Elements(List.copyOf(elements));
  }
}
