package io.mcpmanager.server;

import io.helidon.webserver.http.Filter;
import io.mcpmanager.McpManager;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.rest.HealthRoutes;
import java.util.List;

/** Puts the server together: a manager behind HTTP. */
public final class Assembly {

  /** Starts to serve a manager. The caller closes the server first and the manager after it. */
  public static HttpServer serve(McpManager manager, HttpLimits limits) {
    List<Filter> filters = List.of();
    return HttpServer.start(limits, filters, features(manager));
  }

  private static List<HttpFeature> features(McpManager manager) {
    return List.of(new HealthRoutes(manager));
  }

  private Assembly() {}
}
