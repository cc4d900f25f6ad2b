package io.mcpmanager.examples.demo;

import java.util.List;

/** One client's conversation: agrees on a protocol revision, then serves the methods of MCP. */
final class Session {

  /** The newest first: it is what a client gets that asks for a revision we do not know. */
  private static final List<String> REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

  private final ToolBox tools;
  private final Log log;
  private final Prompts prompts = new Prompts();
  private final Resources resources = new Resources();

  private volatile String revision = "";

  Session(ToolBox tools, Log log) {
    this.tools = tools;
    this.log = log;
  }

  boolean allowsBatches() {
    return revision.equals("2025-03-26");
  }

  /** The result for {@code call}. */
  JsonObject serve(Call call) throws RpcError, CancelledException {
    var params = call.params();
    return switch (call.method()) {
      case "initialize" -> initialize(params);
      case "ping" -> JsonObject.EMPTY;
      case "tools/list" -> onePage(params, "tools", tools.list());
      case "tools/call" -> tools.call(call, required(params, "name"));
      case "prompts/list" -> onePage(params, "prompts", prompts.list());
      case "prompts/get" -> prompts.get(required(params, "name"), params);
      case "resources/list" -> onePage(params, "resources", resources.list());
      case "resources/templates/list" ->
        onePage(params, "resourceTemplates", resources.templates());
      case "resources/read" -> resources.read(required(params, "uri"));
      case "completion/complete" -> complete(params);
      case "logging/setLevel" -> setLevel(params);
      default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, "unknown method " + call.method());
    };
  }

  private JsonObject initialize(JsonObject params) throws RpcError {
    var asked = required(params, "protocolVersion");
    if (!revision.isEmpty()) {
      throw new RpcError(RpcError.INVALID_REQUEST, "already initialized");
    }
    revision = REVISIONS.contains(asked) ? asked : REVISIONS.getFirst();
    return JsonObject.of(
        "protocolVersion",
        revision,
        "capabilities",
        JsonObject.of(
            "tools", JsonObject.of("listChanged", true),
            "prompts", JsonObject.EMPTY,
            "resources", JsonObject.EMPTY,
            "completions", JsonObject.EMPTY,
            "logging", JsonObject.EMPTY),
        "serverInfo",
        JsonObject.of("name", "mcp-manager-demo", "title", "Demo server", "version", "1.0.0"),
        "instructions",
        "A server to try things with. Start with 'echo', watch 'count' report progress, and see 'crash' restarted.");
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

  private JsonObject setLevel(JsonObject params) throws RpcError {
    var level = required(params, "level");
    if (!Log.Level.names().contains(level)) {
      throw RpcError.invalidParams(
          "'level' must be one of " + String.join(", ", Log.Level.names()));
    }
    log.setLowest(Log.Level.of(level));
    return JsonObject.EMPTY;
  }

  private static String required(JsonObject params, String name) throws RpcError {
    return params
        .text(name)
        .orElseThrow(() -> RpcError.invalidParams("'" + name + "' must be a text"));
  }
}
