package io.mcpmanager.examples.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The tools by name. Tools can be added while clients use them. */
final class ToolBox {

  private static final int MAX_TOOLS = 100;

  private final Wire wire;
  private final Map<String, Tool> tools = new ConcurrentSkipListMap<>();

  ToolBox(Wire wire) {
    this.wire = wire;
  }

  /** Whether there was room for the tool and its name was free. */
  boolean add(Tool tool) {
    return tools.size() < MAX_TOOLS && tools.putIfAbsent(tool.name(), tool) == null;
  }

  /** Tells the client to ask for the list again. */
  void announceChange() {
    wire.notify("notifications/tools/list_changed", JsonObject.EMPTY);
  }

  List<JsonObject> list() {
    return tools.values().stream().map(Tool::describe).toList();
  }

  /** Wrong arguments make a failed result and no protocol error, so that a model can see and correct them. */
  JsonObject call(Call call, String name) throws RpcError, CancelledException {
    var tool = Optional.ofNullable(tools.get(name))
        .orElseThrow(() -> RpcError.invalidParams("unknown tool " + JsonWriter.write(name)));
    var params = call.params();
    var given =
        params.has("arguments") ? params.object("arguments") : Optional.of(JsonObject.EMPTY);
    try {
      var arguments = Arguments.check(
          tool.parameters(),
          given.orElseThrow(() -> RpcError.invalidParams("'arguments' must be an object")));
      return tool.action().call(arguments, call).json();
    } catch (Arguments.WrongArguments e) {
      return ToolResult.failure(String.valueOf(e.getMessage())).json();
    }
  }
}
