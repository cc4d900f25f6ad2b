package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.http.StatusTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The OpenAPI 3.1 document of a table of routes. */
final class OpenApi {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SCHEMAS = "#/components/schemas/";
  private static final Set<ErrorCode> OF_EVERY_ROUTE = EnumSet.of(
      ErrorCode.ORIGIN_NOT_ALLOWED,
      ErrorCode.METHOD_NOT_ALLOWED,
      ErrorCode.VALIDATION_FAILED,
      ErrorCode.INTERNAL_ERROR);
  private static final Set<ErrorCode> OF_ROUTES_WITH_BODY =
      EnumSet.of(ErrorCode.MALFORMED_INPUT, ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE);

  static ObjectNode document(List<Route> table, String version) {
    ObjectNode document = NODES.objectNode();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "MCP Manager")
        .put("description", "Runs, watches and exposes MCP servers.")
        .put("version", version)
        .putObject("license")
        .put("name", "MIT")
        .put("identifier", "MIT");
    document.putArray("servers").addObject().put("url", "/");
    ObjectNode paths = document.putObject("paths");
    for (Route route : table) {
      ObjectNode path = paths.has(route.path())
          ? paths.withObject(pointer(route))
          : paths.putObject(route.path());
      path.set(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    ObjectNode schemas = schemas();
    schemas.set("Error", errorSchema());
    document.putObject("components").set("schemas", schemas);
    return document;
  }

  private static String pointer(Route route) {
    return "/" + route.path().replace("~", "~0").replace("/", "~1");
  }

  private static ObjectNode operation(Route route) {
    ObjectNode operation = NODES.objectNode();
    operation.put("operationId", operationId(route));
    operation.put("summary", route.summary());
    operation.putArray("tags").add(route.tag());
    ArrayNode parameters = operation.putArray("parameters");
    ApiRoutes.parametersOf(route).forEach(parameter -> parameters.add(parameter(parameter)));
    if (route.requestSchema() != null) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      json(body).set("schema", reference(route.requestSchema()));
    }
    responses(route, operation.putObject("responses"));
    return operation;
  }

  /** A name for generated clients: {@code postServersByServerStart}. */
  private static String operationId(Route route) {
    var id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
    // /health of the manager itself is another than /api/v1/health of its servers
    String path = route.path().startsWith(Route.BASE)
        ? route.path().substring(Route.BASE.length())
        : "/manager" + route.path();
    for (String part : path.substring(1).split("[/.-]", -1)) {
      String word = part.replace("{", "").replace("}", "");
      id.append(part.startsWith("{") ? "By" : "")
          .append(Character.toUpperCase(word.charAt(0)))
          .append(word.substring(1));
    }
    return id.toString();
  }

  private static ObjectNode parameter(Parameter<?> parameter) {
    ObjectNode json = NODES.objectNode();
    json.put("name", parameter.name());
    json.put("in", parameter.place());
    json.put("description", parameter.description());
    json.put("required", parameter.place().equals("path"));
    json.set("schema", parameter.schema().deepCopy());
    return json;
  }

  private static void responses(Route route, ObjectNode responses) {
    ObjectNode success =
        responses.putObject(Integer.toString(route.status())).put("description", "Success");
    ObjectNode content = success.putObject("content");
    route.mediaTypes().forEach(type -> content.putObject(type).set("schema", answer(route)));
    if (route.parameters().contains(EntityTags.IF_NONE_MATCH)) {
      responses.putObject("304").put("description", "Nothing has changed");
    }
    errors(route).forEach((status, codes) -> {
      ObjectNode error = responses
          .putObject(Integer.toString(status))
          .put("description", String.join(", ", codes));
      json(error).set("schema", reference("Error"));
    });
  }

  private static ObjectNode answer(Route route) {
    if (!route.enveloped()) {
      return reference(route.answerSchema());
    }
    ObjectNode envelope = NODES.objectNode().put("type", "object");
    ObjectNode properties = envelope.putObject("properties");
    properties.putObject("success").put("const", true);
    properties.set("data", reference(route.answerSchema()));
    properties.putObject("meta").put("type", "object");
    envelope.putArray("required").add("success").add("data");
    return envelope;
  }

  private static Map<Integer, Set<String>> errors(Route route) {
    var codes = new ArrayList<>(OF_EVERY_ROUTE);
    codes.addAll(route.errors());
    if (route.takesBody()) {
      codes.addAll(OF_ROUTES_WITH_BODY);
    }
    var byStatus = new TreeMap<Integer, Set<String>>();
    for (ErrorCode code : codes) {
      byStatus.computeIfAbsent(StatusTable.of(code), status -> new TreeSet<>()).add(code.name());
    }
    byStatus
        .computeIfAbsent(406, status -> new TreeSet<>())
        .add(ErrorCode.UNSUPPORTED_MEDIA_TYPE.name());
    if (route.parameters().contains(EntityTags.IF_MATCH)) {
      byStatus.put(412, Set.of(ErrorCode.STALE_REVISION.name()));
    }
    if (route.method().equals("POST")) {
      byStatus.put(422, Set.of(ErrorCode.VALIDATION_FAILED.name()));
    }
    return byStatus;
  }

  private static ObjectNode json(ObjectNode holder) {
    return holder.putObject("content").putObject("application/json");
  }

  private static ObjectNode reference(String schema) {
    if (schema.endsWith("[]")) {
      ObjectNode list = NODES.objectNode().put("type", "array");
      list.set("items", reference(schema.substring(0, schema.length() - 2)));
      return list;
    }
    return NODES.objectNode().put("$ref", SCHEMAS + schema);
  }

  private static ObjectNode errorSchema() {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("success").put("const", false);
    properties.putObject("error").put("type", "string").put("description", "For people");
    ArrayNode codes = properties.putObject("code").put("type", "string").putArray("enum");
    EnumSet.allOf(ErrorCode.class).forEach(code -> codes.add(code.name()));
    properties.putObject("requestId").put("type", "string");
    properties.putObject("details").put("type", "array").set("items", reference("Problem"));
    properties
        .putObject("data")
        .put("description", "The result of a command that failed")
        .put("$ref", SCHEMAS + "CommandResult");
    schema
        .putArray("required")
        .add("success")
        .add("error")
        .add("code")
        .add("requestId")
        .add("details");
    return schema;
  }

  private static ObjectNode schemas() {
    try (InputStream stream = OpenApi.class.getResourceAsStream("schemas.json")) {
      return (ObjectNode) new JsonMapper().readTree(Objects.requireNonNull(stream, "schemas.json"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("schemas.json can't be read", unreadable);
    }
  }

  private OpenApi() {}
}
