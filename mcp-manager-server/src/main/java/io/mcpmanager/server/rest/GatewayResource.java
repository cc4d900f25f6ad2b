package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.gateway.ToolResult;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.CallJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the gateway offers: tools of all servers, and who is connected. */
final class GatewayResource implements Resource {

  private static final String TAG = "gateway";
  private static final Parameter<String> TOOL =
      Parameter.path("name", "Name of the tool as it is listed.");
  private static final Parameter<String> SERVER =
      Parameter.text("server", "Name of the server whose tools are kept.");
  private static final Parameter<String> TEXT =
      Parameter.text("q", "Text in the name, title or description.");
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most tools to return.", 1, 1000, 1000);

  private static final Parameter<String> SESSION =
      Parameter.path("session", "Number of the session, as clients are listed.");

  private static final Parameter<String> CALLS_OF =
      Parameter.text("server", "Name or id of the server whose calls are kept.");
  private static final Parameter<Long> MOST_CALLS =
      Parameter.number("limit", "Most calls to return.", 1, 1000, 100);

  private static final Parameter<CallRange> RANGE = Parameter.choice(
      "range", "How far back.", EnumSet.allOf(CallRange.class), CallRange::text, CallRange.HOUR);

  private final Gateway gateway;
  private final Calls calls;
  private final ServerLookup lookup;

  GatewayResource(Servers servers, Gateway gateway, Calls calls) {
    this.gateway = gateway;
    this.calls = calls;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Route.BASE + "/gateway/clients", TAG, "Who is connected to the gateway.")
            .answers("ConnectedClient[]")
            .by(call ->
                Answer.ok(GatewayJson.list(gateway.clients(call.context()), GatewayJson::client))),
        Route.delete(
                Route.BASE + "/gateway/clients/{session}",
                TAG,
                "Ends a client's session; it can open another one.")
            .with(SESSION)
            .answers("Done")
            .fails(ErrorCode.SESSION_NOT_FOUND, ErrorCode.IN_USE)
            .by(call -> {
              gateway.end(call.context(), call.get(SESSION));
              return UsersResource.done(call.get(SESSION));
            }),
        Route.get(
                Route.BASE + "/gateway/calls",
                TAG,
                "What was carried to servers lately, newest first; kept in memory only.")
            .with(CALLS_OF, MOST_CALLS)
            .answers("CallRecord[]")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::calls),
        Route.get(
                Route.BASE + "/gateway/statistics",
                TAG,
                "How many calls there were when and how long they took; kept in memory only.")
            .with(RANGE, CALLS_OF)
            .answers("CallStatistics")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::statistics),
        Route.get(
                Route.BASE + "/servers/{server}/catalog",
                TAG,
                "What a server offers, as last read from it.")
            .with(ServerLookup.SERVER)
            .answers("Catalog")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(call -> Answer.ok(GatewayJson.catalog(
                gateway.catalog(call.context(), lookup.of(call).id())))),
        Route.get(Route.BASE + "/tools", TAG, "Tools of all servers that answer now.")
            .with(SERVER, TEXT, LIMIT)
            .answers("Tool[]")
            .by(this::tools),
        Route.post(
                Route.BASE + "/tools/{name}/call",
                TAG,
                "Calls a tool; a tool that says it failed gives a result with isError.")
            .with(TOOL)
            .takes("ToolArguments")
            .answers("ToolResult")
            .fails(
                ErrorCode.UPSTREAM_ERROR,
                ErrorCode.SERVER_NOT_RUNNING,
                ErrorCode.TIMEOUT,
                ErrorCode.LIMIT_REACHED,
                ErrorCode.TOOL_CHANGED,
                ErrorCode.TOO_LARGE)
            .by(this::call));
  }

  private Answer calls(Call call) {
    String name = call.get(CALLS_OF);
    ServerId server = name.isEmpty() ? null : lookup.find(call.context(), name).id();
    return Answer.ok(GatewayJson.list(
        calls.latest(call.context(), server, Math.toIntExact(call.get(MOST_CALLS))),
        CallJson::call));
  }

  private Answer statistics(Call call) {
    String name = call.get(CALLS_OF);
    Set<ServerId> servers =
        name.isEmpty() ? null : Set.of(lookup.find(call.context(), name).id());
    return Answer.ok(
        CallJson.statistics(calls.statistics(call.context(), call.get(RANGE), servers)));
  }

  private Answer tools(Call call) throws InterruptedException {
    String text = call.get(TEXT).toLowerCase(Locale.ROOT);
    String server = call.get(SERVER);
    List<Tool> tools;
    try (GatewayClient client = connect(call.context())) {
      tools = client.tools();
    }
    List<Tool> kept = tools.stream()
        .filter(tool -> server.isEmpty() || tool.server().equals(server))
        .filter(tool -> text.isEmpty() || contains(tool, text))
        .toList();
    List<Tool> shown = kept.subList(0, Math.toIntExact(Math.min(kept.size(), call.get(LIMIT))));
    return Answer.ok(
        GatewayJson.list(shown, GatewayJson::tool),
        JsonNodeFactory.instance.objectNode().put("total", kept.size()));
  }

  private static boolean contains(Tool tool, String text) {
    return (tool.name() + '\n' + tool.title() + '\n' + tool.description())
        .toLowerCase(Locale.ROOT)
        .contains(text);
  }

  private Answer call(Call call) throws InterruptedException {
    String arguments = call.body();
    JsonBodies.object(arguments);
    try (GatewayClient client = connect(call.context())) {
      ToolResult result = client.call(ToolCall.of(call.get(TOOL), arguments));
      return Answer.ok(JsonBodies.tree(result.json().text()));
    }
  }

  private GatewayClient connect(CallContext context) {
    return gateway.connect(context, Scope.all(), "rest");
  }
}
