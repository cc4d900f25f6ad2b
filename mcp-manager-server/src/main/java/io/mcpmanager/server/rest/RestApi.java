package io.mcpmanager.server.rest;

import io.mcpmanager.McpManager;
import io.mcpmanager.server.http.HttpFeature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The REST interface of a manager. */
public final class RestApi {

  /** The feature that serves it, with its own description. */
  public static HttpFeature create(McpManager manager, SystemInfo info, InstantSource clock) {
    return new ApiRoutes(table(manager, info, clock), new Idempotency(System::nanoTime));
  }

  /** All routes. Fixed paths come before those with a parameter in the same place. */
  static List<Route> table(McpManager manager, SystemInfo info, InstantSource clock) {
    var resources = List.of(
        new SystemResource(manager, info, clock),
        new ServersResource(manager.servers()),
        new CommandsResource(manager.servers()),
        new LogsResource(manager.servers(), manager.logs()),
        new GatewayResource(manager.servers(), manager.gateway()),
        new EventsResource(manager.servers(), manager.events()));
    var table = new ArrayList<Route>();
    resources.forEach(resource -> table.addAll(resource.routes()));
    return table;
  }

  private RestApi() {}
}
