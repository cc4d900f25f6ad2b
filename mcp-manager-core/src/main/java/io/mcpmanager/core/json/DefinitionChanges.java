package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What is different between two definitions, without secret values: for the audit trail. */
public final class DefinitionChanges {

  private static final int LONGEST = 4_000;

  /**
   * The names of the members that differ as {@code changed}, and what is shown of them as {@code before} and {@code after},
   * cut if it is long.
   */
  public static Map<String, String> between(ServerDefinition before, ServerDefinition after) {
    ObjectNode real = DefinitionJson.document(before, UnaryOperator.identity());
    ObjectNode wanted = DefinitionJson.document(after, UnaryOperator.identity());
    ObjectNode shownBefore = DefinitionJson.document(before, value -> DefinitionJson.HIDDEN);
    ObjectNode shownAfter = DefinitionJson.document(after, value -> DefinitionJson.HIDDEN);
    List<String> changed = new ArrayList<>();
    ObjectNode old = JsonNodeFactory.instance.objectNode();
    ObjectNode fresh = JsonNodeFactory.instance.objectNode();
    wanted.fieldNames().forEachRemaining(name -> {
      if (!wanted.get(name).equals(real.get(name))) {
        changed.add(name);
        old.set(name, shownBefore.get(name));
        fresh.set(name, shownAfter.get(name));
      }
    });
    return Map.of(
        "changed",
        String.join(",", changed),
        "before",
        cut(old.toString()),
        "after",
        cut(fresh.toString()));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private DefinitionChanges() {}
}
