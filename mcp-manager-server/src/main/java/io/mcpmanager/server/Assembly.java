package io.mcpmanager.server;

import io.helidon.webserver.http.Filter;
import io.mcpmanager.McpManager;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.live.LiveFeature;
import io.mcpmanager.server.live.LiveLimits;
import io.mcpmanager.server.mcp.McpFeature;
import io.mcpmanager.server.mcp.McpLimits;
import io.mcpmanager.server.rest.RestApi;
import io.mcpmanager.server.rest.SystemInfo;
import io.mcpmanager.server.web.WebFeature;
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
    var timers = new SystemClock();
    return List.of(
        new McpFeature(manager.gateway(), timers, McpLimits.DEFAULT),
        new LiveFeature(
            manager.servers(),
            manager.events(),
            manager.logs(),
            manager.gateway(),
            timers,
            LiveLimits.DEFAULT),
        RestApi.create(manager, info, clock),
        new WebFeature(),
        new Timers(timers));
  }

  /** Ends the clock of the features before it, when they have been closed. */
  private record Timers(SystemClock clock) implements HttpFeature {

    @Override
    public void close() {
      clock.close();
    }
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
