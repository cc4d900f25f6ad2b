package io.mcpmanager.server.rest;

import static io.mcpmanager.server.rest.ServerLookup.SERVER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.ServerJson;
import java.util.ArrayList;
import java.util.List;

/** Commands on servers. */
final class CommandsResource implements Resource {

  private static final String TAG = "commands";
  private static final Parameter<String> CORRELATION_ID =
      Parameter.path("correlationId", "Correlation id of the result of the command to undo.");

  private record Row(String method, String path, ServerCommand command, String summary) {}

  private static final List<Row> COMMANDS = List.of(
      new Row("POST", "start", new ServerCommand.Start(), "Starts a server and waits for it."),
      new Row("POST", "stop", new ServerCommand.Stop(), "Stops a server."),
      new Row("POST", "restart", new ServerCommand.Restart(), "Stops a server and starts it."),
      new Row("POST", "enable", new ServerCommand.Enable(), "Allows a server to be started."),
      new Row("POST", "disable", new ServerCommand.Disable(), "Stops a server for good."),
      new Row(
          "POST",
          "maintenance",
          new ServerCommand.EnterMaintenance(),
          "Takes a server out of service."),
      new Row(
          "DELETE",
          "maintenance",
          new ServerCommand.LeaveMaintenance(),
          "Puts a server back into service, stopped."));

  private final Servers servers;
  private final ServerLookup lookup;

  CommandsResource(Servers servers) {
    this.servers = servers;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    String one = Route.BASE + "/servers/{server}";
    var routes = new ArrayList<Route>();
    for (Row row : COMMANDS) {
      String path = one + "/" + row.path();
      var route = row.method().equals("POST")
          ? Route.post(path, TAG, row.summary())
          : Route.delete(path, TAG, row.summary());
      routes.add(route
          .with(SERVER)
          .answers("CommandResult")
          .fails(
              ErrorCode.SERVER_NOT_FOUND,
              ErrorCode.ILLEGAL_TRANSITION,
              ErrorCode.SERVER_DISABLED,
              ErrorCode.LAUNCH_FAILED,
              ErrorCode.HANDSHAKE_FAILED,
              ErrorCode.STOP_FAILED,
              ErrorCode.TIMEOUT,
              ErrorCode.LIMIT_REACHED)
          .by(call ->
              Outcome.of(servers.execute(call.context(), lookup.of(call).id(), row.command()))));
    }
    routes.add(Route.get(one + "/commands", TAG, "Which commands can run now, and why not.")
        .with(SERVER)
        .answers("CommandCheck[]")
        .fails(ErrorCode.SERVER_NOT_FOUND)
        .by(this::checks));
    routes.add(
        Route.post(Route.BASE + "/commands/{correlationId}/undo", TAG, "Takes a command back.")
            .with(CORRELATION_ID)
            .answers("CommandResult")
            .fails(ErrorCode.COMMAND_NOT_FOUND, ErrorCode.ILLEGAL_TRANSITION)
            .by(call -> Outcome.of(servers.undo(call.context(), call.get(CORRELATION_ID)))));
    return routes;
  }

  private Answer checks(Call call) {
    Server server = lookup.of(call);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Row row : COMMANDS) {
      var check = servers.check(call.context(), server.id(), row.command());
      list.add(ServerJson.commandCheck(check).put("command", row.command().text()));
    }
    return Answer.ok(list);
  }
}
