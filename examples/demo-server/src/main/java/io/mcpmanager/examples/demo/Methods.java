package io.mcpmanager.examples.demo;

import java.util.List;

/** The methods that are the same in every revision. */
final class Methods {

  private final ToolBox tools;
  private final Prompts prompts = new Prompts();
  private final Resources resources;

  Methods(ToolBox tools, Resources resources) {
    this.tools = tools;
    this.resources = resources;
  }

  /** Whether it may take its time, and so must not hold up what comes after it. */
  static boolean isLong(String method) {
    return switch (method) {
      case "tools/call", "prompts/get", "resources/read", "subscriptions/listen" -> true;
      default -> false;
    };
  }

  JsonObject serve(Call call) throws RpcError, CancelledException, InputNeeded {
    var params = call.params();
    return switch (call.method()) {
      case "tools/list" -> onePage(params, "tools", tools.list(call.client()));
      case "tools/call" -> tools.call(call, required(params, "name"));
      case "prompts/list" -> onePage(params, "prompts", prompts.list());
      case "prompts/get" -> prompts.get(call, required(params, "name"));
      case "resources/list" -> onePage(params, "resources", resources.list());
      case "resources/templates/list" ->
        onePage(params, "resourceTemplates", resources.templates());
      case "resources/read" -> resources.read(call, required(params, "uri"));
      case "completion/complete" -> complete(params);
      default -> throw unknown(call.method());
    };
  }

  static RpcError unknown(String method) {
    return new RpcError(
        RpcError.METHOD_NOT_FOUND, "unknown method " + method, 404, JsonObject.EMPTY);
  }

  static String required(JsonObject params, String name) throws RpcError {
    return params
        .text(name)
        .orElseThrow(() -> RpcError.invalidParams("'" + name + "' must be a text"));
  }

  /** Our lists are short, so there is one page and no cursor to it. */
  private static JsonObject onePage(JsonObject params, String name, List<JsonObject> elements)
      throws RpcError {
    if (params.has("cursor")) {
      throw RpcError.invalidParams("'cursor' is unknown: the list has one page only");
    }
    return JsonObject.of(name, elements);
  }

  private JsonObject complete(JsonObject params) throws RpcError {
    var reference =
        params.object("ref").orElseThrow(() -> RpcError.invalidParams("'ref' must be an object"));
    var argument = params
        .object("argument")
        .orElseThrow(() -> RpcError.invalidParams("'argument' must be an object"));
    var name = required(argument, "name");
    var candidates =
        switch (required(reference, "type")) {
          case "ref/prompt" -> prompts.candidates(required(reference, "name"), name);
          case "ref/resource" -> resources.candidates(required(reference, "uri"), name);
          default -> throw RpcError.invalidParams("'type' must be ref/prompt or ref/resource");
        };
    var typed = required(argument, "value");
    var values = candidates.stream()
        .filter(candidate -> candidate.regionMatches(true, 0, typed, 0, typed.length()))
        .toList();
    return JsonObject.of(
        "completion", JsonObject.of("values", values, "total", values.size(), "hasMore", false));
  }
}
