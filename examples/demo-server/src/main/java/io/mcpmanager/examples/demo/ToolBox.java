package io.mcpmanager.examples.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The tools by name. Tools can be added while clients use them. */
final class ToolBox {

  private static final int MAX_TOOLS = 100;

  private final Changes changes;
  private final Map<String, Tool> tools = new ConcurrentSkipListMap<>();

  ToolBox(Changes changes) {
    this.changes = changes;
  }

  /** Whether there was room for the tool and its name was free. */
  boolean add(Tool tool) {
    return tools.size() < MAX_TOOLS && tools.putIfAbsent(tool.name(), tool) == null;
  }

  /** Tells clients to ask for the list again. */
  void announceChange() {
    changes.listChanged("tools");
  }

  List<JsonObject> list(Client client) {
    return tools.values().stream().map(tool -> tool.describe(client.isModern())).toList();
  }

  Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** Wrong arguments make a failed result and no protocol error, so that a model can see and correct them. */
  JsonObject call(Call call, String name) throws RpcError, CancelledException, InputNeeded {
    var tool = find(name)
        .orElseThrow(() -> RpcError.invalidParams("unknown tool " + JsonWriter.write(name)));
    var params = call.params();
    var given =
        params.has("arguments") ? params.object("arguments") : Optional.of(JsonObject.EMPTY);
    try {
      var arguments = Arguments.check(
          tool.parameters(),
          given.orElseThrow(() -> RpcError.invalidParams("'arguments' must be an object")));
      return tool.action().call(arguments, call).json();
    } catch (Arguments.WrongArguments | Refusal e) {
      return ToolResult.failure(String.valueOf(e.getMessage())).json();
    }
  }
}
