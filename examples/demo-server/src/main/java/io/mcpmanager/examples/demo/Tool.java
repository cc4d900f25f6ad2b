package io.mcpmanager.examples.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A tool: how it describes itself to clients, and what it does.
 *
 * @param outputSchema of the structured part of its results, if they have one
 */
record Tool(
    String name,
    String title,
    String description,
    Effect effect,
    List<Parameter> parameters,
    Optional<JsonObject> outputSchema,
    Action action) {

  /** What a call changes; clients read it as hints, for example whether to ask the user first. */
  enum Effect {
    NOTHING,
    SOMETHING,
    DESTRUCTIVE;

    JsonObject annotations() {
      return JsonObject.of(
          "readOnlyHint", this == NOTHING,
          "destructiveHint", this == DESTRUCTIVE,
          "idempotentHint", this == NOTHING,
          "openWorldHint", false);
    }
  }

  /** Runs on a virtual thread of its own, so it may wait; it should do so with {@link Call#pause}. */
  interface Action {
    ToolResult call(Arguments arguments, Call call)
        throws CancelledException, InputNeeded, Refusal, RpcError;
  }

  Tool(
      String name,
      String title,
      String description,
      Effect effect,
      List<Parameter> parameters,
      Action action) {
    this(name, title, description, effect, parameters, Optional.empty(), action);
  }

  Tool withOutput(JsonObject schema) {
    return new Tool(name, title, description, effect, parameters, Optional.of(schema), action);
  }

  /** The entry of this tool in tools/list. Only the newest revision allows structures that are no objects. */
  JsonObject describe(boolean anyStructure) {
    var description = JsonObject.of(
        "name", name, "title", title, "description", description(), "inputSchema", inputSchema());
    return outputSchema
        .filter(schema -> anyStructure || schema.text("type").equals(Optional.of("object")))
        .map(schema -> description.with("outputSchema", schema))
        .orElse(description)
        .with("annotations", effect.annotations());
  }

  private JsonObject inputSchema() {
    var properties = new LinkedHashMap<String, Object>();
    parameters.forEach(parameter -> properties.put(parameter.name(), parameter.schema()));
    var required =
        parameters.stream().filter(Parameter::isRequired).map(Parameter::name).toList();
    return JsonObject.of(
        "type",
        "object",
        "properties",
        new JsonObject(properties),
        "required",
        required,
        "additionalProperties",
        false);
  }
}
