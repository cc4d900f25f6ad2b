package io.mcpmanager.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/** Headers that keep browsers from doing more with an answer than was meant. Handlers may replace them. */
final class SecurityHeaders implements Filter {

  private static final List<Header> ALWAYS = List.of(
      HeaderValues.createCached("Content-Security-Policy", ContentPolicy.STRICT),
      HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
      HeaderValues.createCached("X-Frame-Options", "DENY"),
      HeaderValues.createCached("Referrer-Policy", "no-referrer"),
      HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin"),
      HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"));
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    ALWAYS.forEach(response::header);
    if (!isPage(request.path().rawPath())) {
      response.header(NO_STORE);
    }
    chain.proceed();
  }

  /** Pages and their parts say themselves how long they may be kept. */
  private static boolean isPage(String path) {
    return !(path.startsWith("/api/v1")
        || path.startsWith("/mcp")
        || path.equals("/health")
        || path.equals("/ready")
        || path.equals("/metrics"));
  }
}
