package io.mcpmanager.server.http;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one listener: assembles filters and features and serves them until it is closed. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  /** The web server (4.3.1) would ask for 4 KiB, and a longer request would come in drops of that. */
  private static final int RECEIVE_BUFFER_BYTES = 1024 * 1024;

  /** Held by every open event stream; what is longer is written as it is. */
  private static final int STREAM_BUFFER_BYTES = 512;

  private final List<HttpFeature> features;
  private final Authenticator authenticator;
  private final CurrentConnection connection = new CurrentConnection();
  private final WebServer server;

  private HttpServer(
      HttpLimits limits,
      Authenticator authenticator,
      List<Filter> filters,
      List<HttpFeature> features) {
    this.features = List.copyOf(features);
    this.authenticator = authenticator;
    var check = new OriginCheck(this::port, limits.reach());
    var publicPaths = new PublicPaths(this.features.stream()
        .flatMap(feature -> feature.publicPaths().stream())
        .toList());
    var heads = new RequestHeads(connection, new Forwarding(limits.reach()), publicPaths);
    var builder = WebServer.builder();
    if (limits.reach().tls() != null) {
      builder.tls(Tls.builder().sslContext(limits.reach().tls()).build());
    }
    this.server = builder
        .host(limits.host())
        .port(limits.port())
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .maxPayloadSize(limits.maxBodyBytes())
        .maxTcpConnections(limits.maxConnections())
        .writeBufferSize(STREAM_BUFFER_BYTES)
        .idleConnectionTimeout(limits.idleTimeout())
        .shutdownGracePeriod(limits.drainTimeout())
        .connectionOptions(options -> options.tcpNoDelay(true))
        .putListenerSocketOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        .protocolsDiscoverServices(false)
        .addProtocol(http1(limits))
        .addProtocol(
            // clients send a message of any length as one frame
            WsConfig.builder()
                .maxFrameLength(Math.toIntExact(limits.maxBodyBytes()))
                .build())
        .directHandlers(ErrorAnswers.directHandlers())
        .addRouting(routes(check, heads, filters))
        .addRouting(webSockets(check, heads))
        .build();
  }

  /** Loads and links what serving needs, for who has something else to wait for before. Serves nothing. */
  public static void prepare(HttpLimits limits) {
    HttpServer ignored = new HttpServer(limits, Authenticator.open(), List.of(), List.of());
  }

  /**
   * Starts to serve.
   *
   * @param authenticator decides who gets in
   * @param filters run for every request, after its id is set and before its host and origin are checked
   * @throws McpManagerException if the port is not free
   */
  public static HttpServer start(
      HttpLimits limits,
      Authenticator authenticator,
      List<Filter> filters,
      List<HttpFeature> features) {
    var server = new HttpServer(limits, authenticator, filters, features);
    // A port that can't be had is only logged by the web server, not thrown.
    server.server.start();
    if (!server.server.isRunning()) {
      server.close();
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "can't listen at " + limits.host() + " port " + limits.port()
              + "; is another program using it? Choose another with --port");
    }
    return server;
  }

  /** The port it listens at. */
  public int port() {
    return server.port();
  }

  /** Stops accepting, ends open streams, and gives running requests the drain time. Idempotent. */
  @Override
  public void close() {
    for (HttpFeature feature : features) {
      try {
        feature.close();
      } catch (RuntimeException failed) {
        LOG.atWarn().setCause(failed).log("a part of the server did not end cleanly");
      }
    }
    if (server.isRunning()) {
      server.stop();
    }
  }

  private Http1Config http1(HttpLimits limits) {
    var listeners = new ArrayList<Http1ConnectionListener>();
    listeners.add(connection);
    listeners.add(new MessageFraming());
    features.forEach(feature -> listeners.addAll(feature.connectionListeners()));
    return Http1Config.builder()
        .maxHeadersSize(limits.maxHeaderBytes())
        .addReceiveListener(new EveryListener(listeners))
        .build();
  }

  private HttpRouting.Builder routes(OriginCheck check, RequestHeads heads, List<Filter> filters) {
    var routes = HttpRouting.builder();
    routes
        .addFilter(new ClosedWhenAsked())
        .addFilter(new RequestIds())
        .addFilter(new SecurityHeaders());
    filters.forEach(routes::addFilter);
    routes.addFilter(check);
    routes.addFilter(new CrossOrigin());
    routes.addFilter(new Admission(authenticator, heads, connection));
    ErrorAnswers.register(routes);
    features.forEach(feature -> feature.routes(routes));
    routes.any((request, response) -> {
      throw new McpManagerException(
          ErrorCode.ROUTE_NOT_FOUND, "there is nothing at " + request.path().path());
    });
    return routes;
  }

  private WsRouting.Builder webSockets(OriginCheck check, RequestHeads heads) {
    var routes = WsRouting.builder();
    features.forEach(feature -> feature
        .webSockets()
        .forEach((path, listener) -> routes.endpoint(
            path, () -> new GuardedListener(check, authenticator, heads, listener))));
    return routes;
  }
}
