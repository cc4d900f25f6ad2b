package io.mcpmanager.server;

import io.mcpmanager.McpManager;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.server.live.LiveFeature;
import io.mcpmanager.server.live.LiveLimits;
import io.mcpmanager.server.mcp.McpEndpoints;
import io.mcpmanager.server.mcp.McpLimits;
import io.mcpmanager.server.metrics.Metrics;
import io.mcpmanager.server.rest.RestApi;
import io.mcpmanager.server.rest.SystemInfo;
import io.mcpmanager.server.web.WebFeature;
import java.util.ArrayList;
import java.util.List;

/** Puts the server together: a manager behind HTTP. */
public final class Assembly {

  /** Starts to serve a manager. The caller closes the server first and the manager after it. */
  public static HttpServer serve(McpManager manager, LoadedConfig loaded) {
    ManagerConfig config = loaded.config();
    Entrance entrance = Entrance.of(manager, config);
    var metrics = new Metrics(manager);
    HttpServer server = HttpServer.start(
        limits(config),
        entrance.authenticator(),
        List.of(metrics.filter()),
        features(manager, loaded, metrics, entrance));
    entrance.opened(server.port());
    return server;
  }

  /**
   * Refuses settings that would let people in whom nobody meant to let in.
   *
   * @throws io.mcpmanager.api.error.ValidationException if there are any
   */
  public static void check(ManagerConfig config) {
    Entrance.check(config);
  }

  /** Does what {@link #serve} can do before there is a manager. */
  public static void prepare(ManagerConfig config) {
    HttpServer.prepare(limits(config));
    Metrics.prepare();
  }

  private static List<HttpFeature> features(
      McpManager manager, LoadedConfig loaded, Metrics metrics, Entrance entrance) {
    ManagerConfig config = loaded.config();
    var clock = new SystemClock();
    var slowClients = new SlowClients(clock, config.http().writeTimeout());
    var info = new SystemInfo(
        Version.current(), config.dataDirectory().toString(), clock.now(), loaded.origins());
    var live = new LiveFeature(
        manager.servers(),
        manager.events(),
        manager.logs(),
        manager.gateway(),
        manager.calls(),
        clock,
        slowClients,
        LiveLimits.DEFAULT.withMaxConnections(config.http().maxLiveConnections()));
    metrics.webSockets(live::webSocketsOpen);
    var features = new ArrayList<HttpFeature>();
    features.add(metrics);
    var mcp =
        McpLimits.DEFAULT.withMaxMessageBytes(Math.toIntExact(config.http().maxBodyBytes()));
    features.addAll(McpEndpoints.create(
        manager.gateway(),
        clock,
        slowClients,
        mcp,
        config.gateway().plainJson(),
        entrance.scopeChallenges()));
    features.add(live);
    Instruments instruments = Instruments.in(config.dataDirectory(), clock);
    features.addAll(RestApi.create(manager, info, clock::now, instruments, entrance.signIn()));
    features.add(new WebFeature());
    features.addAll(entrance.features());
    features.add(closing(entrance::close));
    features.add(closing(slowClients::close));
    features.add(closing(instruments::close));
    features.add(closing(clock::close));
    return features;
  }

  /** Ends what the features before it use, when they have been closed. */
  private static HttpFeature closing(Runnable end) {
    return new HttpFeature() {
      @Override
      public void close() {
        end.run();
      }
    };
  }

  private static HttpLimits limits(ManagerConfig config) {
    ManagerConfig.Http http = config.http();
    return new HttpLimits(
        http.host(),
        http.port(),
        http.maxBodyBytes(),
        http.maxConnections(),
        http.idleTimeout(),
        http.drainTimeout(),
        http.maxHeaderBytes(),
        Entrance.reach(config));
  }

  private Assembly() {}
}
