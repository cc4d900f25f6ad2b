package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Many servers in one document: an AI client's {@code {"mcpServers": {name: {...}}}}, in which references to the
 * environment are replaced, or our own {@code {"servers": [definition, ...]}}, in which every value is taken as it is.
 */
public final class ImportJson {

  private static final int MAX_LENGTH = 16 << 20;
  private static final int MAX_SERVERS = 1000;
  private static final String CLIENT_FORM = "mcpServers";
  private static final String OWN_FORM = "servers";

  private final Function<String, @Nullable String> environment;
  private final boolean containers;

  /**
   * Takes variables from {@code environment}, which gives null for one that is not set.
   *
   * @param containers whether containers can be run, so that a command that only makes one becomes one
   */
  public ImportJson(Function<String, @Nullable String> environment, boolean containers) {
    this.environment = environment;
    this.containers = containers;
  }

  /** The document that {@link #read} takes, values of variables and headers included. */
  public static String print(List<ServerDefinition> definitions) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode servers = document.putArray(OWN_FORM);
    definitions.forEach(
        definition -> servers.add(DefinitionJson.document(definition, UnaryOperator.identity())));
    return document.toString();
  }

  /**
   * What a document says.
   *
   * @throws ValidationException with everything that is wrong with any of its servers
   */
  public Imported read(String json) {
    var problems = new ArrayList<Problem>();
    var definitions = new ArrayList<ServerDefinition>();
    var notes = new LinkedHashMap<String, String>();
    FieldReader fields = FieldReader.of(StrictJson.read(json, MAX_LENGTH), "", problems);
    if (fields != null) {
      if (!fields.has(CLIENT_FORM) && !fields.has(OWN_FORM)) {
        fields.report(
            CLIENT_FORM, "either mcpServers or servers must be given", Problem.Code.REQUIRED);
      }
      var clients = new ClientServerReader(environment, containers, notes);
      fields
          .members(CLIENT_FORM)
          .forEach((name, node) -> definitions.add(
              clients.read(name, node, FieldReader.path(CLIENT_FORM, name), problems)));
      readOwn(fields.elements(OWN_FORM), definitions, problems);
      fields.end();
    }
    refuseRepeatedNames(definitions, problems);
    if (definitions.size() > MAX_SERVERS) {
      problems.add(
          new Problem("", "has more than " + MAX_SERVERS + " servers", Problem.Code.OUT_OF_RANGE));
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return new Imported(definitions, notes);
  }

  private static void readOwn(
      List<JsonNode> elements, List<ServerDefinition> definitions, List<Problem> problems) {
    int index = 0;
    for (JsonNode node : elements) {
      definitions.add(DefinitionJson.parse(node, OWN_FORM + "[" + index++ + "]", problems));
    }
  }

  private static void refuseRepeatedNames(
      List<ServerDefinition> definitions, List<Problem> problems) {
    Set<String> names = new HashSet<>();
    for (ServerDefinition definition : definitions) {
      if (!definition.name().isEmpty() && !names.add(definition.name())) {
        problems.add(new Problem(
            "", "the name '" + definition.name() + "' is given twice", Problem.Code.DUPLICATE));
      }
    }
  }
}
