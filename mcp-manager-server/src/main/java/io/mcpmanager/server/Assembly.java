package io.mcpmanager.server;

import io.helidon.webserver.http.Filter;
import io.mcpmanager.McpManager;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.rest.RestApi;
import io.mcpmanager.server.rest.SystemInfo;
import java.time.InstantSource;
import java.util.List;

/** Puts the server together: a manager behind HTTP. */
public final class Assembly {

  /** Starts to serve a manager. The caller closes the server first and the manager after it. */
  public static HttpServer serve(McpManager manager, ManagerConfig config) {
    List<Filter> filters = List.of();
    return HttpServer.start(limits(config.http()), filters, features(manager, config));
  }

  private static List<HttpFeature> features(McpManager manager, ManagerConfig config) {
    var clock = InstantSource.system();
    var info =
        new SystemInfo(Version.current(), config.dataDirectory().toString(), clock.instant());
    return List.of(RestApi.create(manager, info, clock));
  }

  private static HttpLimits limits(ManagerConfig.Http http) {
    return new HttpLimits(
        http.host(),
        http.port(),
        http.maxBodyBytes(),
        http.maxConnections(),
        http.idleTimeout(),
        http.drainTimeout());
  }

  private Assembly() {}
}
