package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Servers;
import java.util.List;

/** Where MCP clients find the gateway: all servers as one, and each by itself. */
final class EndpointsResource implements Resource {

  private static final String TAG = "gateway";
  private static final String ALL = "/mcp";

  private final ServerLookup lookup;

  EndpointsResource(Servers servers) {
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Route.BASE + "/gateway/endpoints", TAG, "Where clients find all servers as one.")
            .answers("Endpoint[]")
            .by(call -> Answer.ok(endpoints(ALL, List.of("mcp-manager", "stdio")))),
        Route.get(
                Route.BASE + "/servers/{server}/endpoints",
                TAG,
                "Where clients find one server as it is.")
            .with(ServerLookup.SERVER)
            .answers("Endpoint[]")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(call -> {
              // a name has only characters that a path takes as they are
              String name = lookup.of(call).name();
              String path = ALL + "/servers/" + name;
              return Answer.ok(endpoints(path, List.of("mcp-manager", "stdio", "--server", name)));
            }));
  }

  private static ArrayNode endpoints(String path, List<String> command) {
    ArrayNode endpoints = JsonNodeFactory.instance.arrayNode();
    endpoints.addObject().put("transport", "streamable-http").put("path", path);
    endpoints.addObject().put("transport", "sse").put("path", path + "/sse");
    endpoints.addObject().put("transport", "websocket").put("path", path + "/ws");
    ArrayNode words =
        endpoints.addObject().put("transport", "stdio").putNull("path").putArray("command");
    command.forEach(words::add);
    return endpoints;
  }
}
