package io.mcpmanager.server.metrics;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;

/** Measures every request from its head to the end of its answer. Labels come from the routes, never from clients. */
final class RequestTimes implements Filter {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final MeterRegistry registry;

  RequestTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Timer.Sample sample = Timer.start(registry);
    response.whenSent(() -> sample.stop(registry.timer(
        "http.request.duration",
        "method",
        methodOf(request),
        "route",
        request.matchingPattern().orElse("unmatched"),
        "status_code",
        Integer.toString(response.status().code()))));
    chain.proceed();
  }

  private static String methodOf(RoutingRequest request) {
    String method = request.prologue().method().text();
    return METHODS.contains(method) ? method : "other";
  }
}
