package io.mcpmanager.server.metrics;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Measures every request from its head to the end of its answer. Labels come from the routes, never from clients. */
final class RequestTimes implements Filter {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private record Key(String method, String route, int status) {}

  private final MeterRegistry registry;
  // looked up once: this is done for every request
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  RequestTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Timer.Sample sample = Timer.start(registry);
    response.whenSent(() -> {
      var key = new Key(
          methodOf(request),
          request.matchingPattern().orElse("unmatched"),
          response.status().code());
      sample.stop(timers.computeIfAbsent(key, this::timer));
    });
    chain.proceed();
  }

  private Timer timer(Key key) {
    return registry.timer(
        "http.request.duration",
        "method",
        key.method,
        "route",
        key.route,
        "status_code",
        Integer.toString(key.status));
  }

  private static String methodOf(RoutingRequest request) {
    String method = request.prologue().method().text();
    return METHODS.contains(method) ? method : "other";
  }
}
