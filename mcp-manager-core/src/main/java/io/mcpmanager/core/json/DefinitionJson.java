package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.LaunchKind;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as JSON documents. Field names are those of the records, {@code launch.kind} tells the launches apart,
 * durations are ISO 8601. Only {@code name} and {@code launch} must be given; everything else has its default.
 */
public final class DefinitionJson {

  /** Stands for the value of a variable or header in what is shown; given back, it keeps the stored value. */
  public static final String HIDDEN = "***";

  private static final int MAX_LENGTH = 1 << 20;
  // never shown: it only stands in while problems are collected
  private static final List<String> TRANSPORTS =
      Arrays.stream(RemoteTransport.values()).map(RemoteTransport::text).toList();
  private static final Launch UNREADABLE = ProcessLaunch.of("unreadable");

  /** The whole definition, values of variables and headers included: for the store and for exports. */
  public static String print(ServerDefinition definition) {
    return document(definition, UnaryOperator.identity()).toString();
  }

  /**
   * Reads what {@link #print} wrote, taking every value as it is.
   *
   * @throws ValidationException with everything that is wrong
   */
  public static ServerDefinition parse(String json) {
    return read(json, Kept.LITERAL);
  }

  /**
   * Reads a definition a person gave. A variable or header with the value {@value #HIDDEN} keeps the value it has in
   * {@code existing}.
   *
   * @param existing the definition to be replaced, or null if a new server is meant
   * @throws ValidationException with everything that is wrong: with the text, with the fields, and with their values
   */
  public static ServerDefinition read(String json, @Nullable ServerDefinition existing) {
    return read(json, Kept.of(existing));
  }

  private static ServerDefinition read(String json, Kept kept) {
    JsonNode root = StrictJson.read(json, MAX_LENGTH);
    var problems = new ArrayList<Problem>();
    ServerDefinition definition = read(root, "", kept, problems);
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return definition;
  }

  /** Reads one definition out of a larger document; usable only if no problem was added. */
  static ServerDefinition parse(JsonNode node, String path, List<Problem> problems) {
    return read(node, path, Kept.LITERAL, problems);
  }

  private static ServerDefinition read(
      JsonNode node, String path, Kept kept, List<Problem> problems) {
    var found = new ArrayList<Problem>();
    FieldReader fields = FieldReader.of(node, path, found);
    if (fields == null) {
      problems.addAll(found);
      return ServerDefinition.of("", UNREADABLE);
    }
    Launch launch = launch(fields, kept);
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

  /** A field that could not be read is reported once, not again for the value that stands in. */
  static void addNew(List<Problem> known, List<Problem> further, String path) {
    Set<String> reported = new HashSet<>();
    known.forEach(p -> reported.add(p.field()));
    for (Problem problem : further) {
      Problem placed = problem.within(path);
      if (!reported.contains(placed.field())) {
        known.add(placed);
      }
    }
  }

  private static Launch launch(FieldReader parent, Kept kept) {
    if (!parent.has("launch")) {
      parent.ignore("launch");
      parent.report("launch", "must be given", Problem.Code.REQUIRED);
      return UNREADABLE;
    }
    FieldReader fields = parent.object("launch");
    if (fields == null) {
      return UNREADABLE;
    }
    String kind = fields.requiredText("kind");
    if (kind.equals(LaunchKind.PROCESS.text())) {
      return process(fields, kept);
    }
    if (kind.equals(LaunchKind.REMOTE.text())) {
      return remote(fields, kept);
    }
    if (!kind.isEmpty()) {
      fields.notAllowed("kind", kind, EnumText.all(LaunchKind.class));
    }
    return UNREADABLE;
  }

  private static ProcessLaunch process(FieldReader fields, Kept kept) {
    var launch = new ProcessLaunch(
        fields.requiredText("command"),
        fields.texts("arguments"),
        kept.values(fields, "environment", kept.environment),
        fields.text("workingDirectory"),
        fields.uri("endpoint"));
    fields.end();
    return launch;
  }

  private static Launch remote(FieldReader fields, Kept kept) {
    String text = fields.requiredText("url");
    URI url = text.isEmpty() ? null : fields.uri("url", text);
    Map<String, String> headers = kept.values(fields, "headers", kept.headers);
    RemoteTransport transport = transport(fields);
    fields.end();
    return new RemoteLaunch(url == null ? URI.create("") : url, headers, transport);
  }

  private static RemoteTransport transport(FieldReader fields) {
    String given = fields.text("transport", RemoteTransport.STREAMABLE_HTTP.text());
    return RemoteTransport.parse(given).orElseGet(() -> {
      fields.notAllowed("transport", given, TRANSPORTS);
      return RemoteTransport.STREAMABLE_HTTP;
    });
  }

  static ObjectNode document(ServerDefinition definition, UnaryOperator<String> values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", definition.name());
    json.put("description", definition.description());
    definition.labels().forEach(json.putObject("labels")::put);
    json.set("launch", launch(definition.launch(), values));
    json.set("settings", SettingsJson.document(definition.settings()));
    json.put("enabled", definition.enabled());
    return json;
  }

  private static ObjectNode launch(Launch launch, UnaryOperator<String> values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", launch.kind().text());
    switch (launch) {
      case ProcessLaunch process -> {
        json.put("command", process.command());
        ArrayNode arguments = json.putArray("arguments");
        process.arguments().forEach(arguments::add);
        ObjectNode environment = json.putObject("environment");
        process.environment().forEach((k, v) -> environment.put(k, values.apply(v)));
        if (process.workingDirectory() != null) {
          json.put("workingDirectory", process.workingDirectory());
        }
        process.httpEndpoint().ifPresent(url -> json.put("endpoint", url.toString()));
      }
      case ContainerLaunch container -> json.put("image", container.image());
      case RemoteLaunch remote -> {
        json.put("url", remote.url().toString());
        ObjectNode headers = json.putObject("headers");
        remote.headers().forEach((k, v) -> headers.put(k, values.apply(v)));
        json.put("transport", remote.transport().text());
      }
    }
    return json;
  }

  /** Values that a hidden one stands for. */
  private record Kept(
      boolean literal, Map<String, String> environment, Map<String, String> headers) {

    static final Kept LITERAL = new Kept(true, Map.of(), Map.of());

    static Kept of(@Nullable ServerDefinition existing) {
      return switch (existing == null ? UNREADABLE : existing.launch()) {
        case ProcessLaunch process -> new Kept(false, process.environment(), Map.of());
        case ContainerLaunch container -> new Kept(false, container.environment(), Map.of());
        case RemoteLaunch remote -> new Kept(false, Map.of(), remote.headers());
      };
    }

    Map<String, String> values(FieldReader fields, String name, Map<String, String> stored) {
      Map<String, String> given = fields.textMembers(name);
      if (literal) {
        return given;
      }
      var values = new LinkedHashMap<String, String>();
      given.forEach((key, value) -> {
        String meant = value.equals(HIDDEN) ? stored.get(key) : value;
        if (meant == null) {
          fields
              .problems()
              .add(new Problem(
                  FieldReader.path(fields.path(name), key),
                  HIDDEN + " keeps the stored value, but none is stored under this name",
                  Problem.Code.NOT_FOUND));
        } else {
          values.put(key, meant);
        }
      });
      return values;
    }
  }

  private DefinitionJson() {}
}
