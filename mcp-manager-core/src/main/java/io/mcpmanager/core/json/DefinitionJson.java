package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as JSON documents. Field names are those of the records, {@code launch.kind} tells the launches apart,
 * durations are ISO 8601, sizes in bytes. Only {@code name} and {@code launch} must be given; everything else has its
 * default.
 */
public final class DefinitionJson {

  /** Stands for the value of a variable, header or password in what is shown; given back, it keeps the stored value. */
  public static final String HIDDEN = "***";

  private static final int MAX_LENGTH = 1 << 20;

  /** The whole definition, secret values included: for the store and for exports. */
  public static String print(ServerDefinition definition) {
    return document(definition, UnaryOperator.identity()).toString();
  }

  /**
   * Reads what {@link #print} wrote, taking every value as it is.
   *
   * @throws ValidationException with everything that is wrong
   */
  public static ServerDefinition parse(String json) {
    return read(json, HiddenValues.LITERAL);
  }

  /**
   * Reads a definition a person gave. A variable, header or password with the value {@value #HIDDEN} keeps the one of
   * {@code existing}.
   *
   * @param existing the definition to be replaced, or null if a new server is meant
   * @throws ValidationException with everything that is wrong: with the text, with the fields, and with their values
   */
  public static ServerDefinition read(String json, @Nullable ServerDefinition existing) {
    return read(json, HiddenValues.keptOf(existing == null ? null : existing.launch()));
  }

  private static ServerDefinition read(String json, HiddenValues hidden) {
    JsonNode root = StrictJson.read(json, MAX_LENGTH);
    var problems = new ArrayList<Problem>();
    ServerDefinition definition = read(root, "", hidden, problems);
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return definition;
  }

  /** Reads one definition out of a larger document; usable only if no problem was added. */
  static ServerDefinition parse(JsonNode node, String path, List<Problem> problems) {
    return read(node, path, HiddenValues.LITERAL, problems);
  }

  private static ServerDefinition read(
      JsonNode node, String path, HiddenValues hidden, List<Problem> problems) {
    var found = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(node, path, found);
    if (fields == null) {
      problems.addAll(found);
      return ServerDefinition.of("", LaunchJson.UNREADABLE);
    }
    Launch launch = LaunchJson.read(fields, hidden);
    var definition = new ServerDefinition(
        fields.requiredText("name"),
        fields.text("description", ""),
        fields.textMembers("labels"),
        launch,
        SettingsJson.read(fields.object("settings"), ServerSettings.defaultFor(launch), found),
        fields.flag("enabled", true));
    fields.end();
    addNew(found, definition.problems(), path);
    problems.addAll(found);
    return definition;
  }

  /** A field that could not be read is reported once, not again for the value that stands in or for parts of it. */
  static void addNew(List<Problem> known, List<Problem> further, String path) {
    Set<String> reported = new HashSet<>();
    known.forEach(p -> reported.add(p.field()));
    for (Problem problem : further) {
      Problem placed = problem.within(path);
      if (!isWithin(placed.field(), reported)) {
        known.add(placed);
      }
    }
  }

  private static boolean isWithin(String field, Set<String> reported) {
    for (int end = field.length(); end > 0; end--) {
      boolean whole = end == field.length() || field.charAt(end) == '.' || field.charAt(end) == '[';
      if (whole && reported.contains(field.substring(0, end))) {
        return true;
      }
    }
    return reported.contains(field);
  }

  static ObjectNode document(ServerDefinition definition, UnaryOperator<String> values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", definition.name());
    json.put("description", definition.description());
    definition.labels().forEach(json.putObject("labels")::put);
    json.set("launch", LaunchJson.document(definition.launch(), values));
    json.set("settings", SettingsJson.document(definition.settings()));
    json.put("enabled", definition.enabled());
    return json;
  }

  private DefinitionJson() {}
}
