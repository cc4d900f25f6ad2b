package io.mcpmanager.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets only requests pass that name this machine as their host and, if they come from a web page, as their origin. A
 * page of another site can thus neither reach the manager directly nor through a name that it lets point to loopback
 * (DNS rebinding).
 */
final class OriginCheck implements Filter {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?");

  private final IntSupplier port;

  OriginCheck(IntSupplier port) {
    this.port = port;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    check(request.headers());
    chain.proceed();
  }

  /** Throws {@link ErrorCode#ORIGIN_NOT_ALLOWED} unless host and origin are allowed. */
  void check(Headers headers) {
    String host = headers.first(HeaderNames.HOST).orElse("");
    if (!isOurs(host)) {
      throw refused(
          "the Host header must name localhost, 127.0.0.1 or [::1] and port " + port.getAsInt());
    }
    headers.first(HeaderNames.ORIGIN).ifPresent(origin -> {
      if (!isLoopback(origin)) {
        throw refused("the Origin of a request must be a page of this machine");
      }
    });
  }

  private boolean isOurs(String host) {
    Matcher parts = AUTHORITY.matcher(host);
    if (!parts.matches() || !isLoopbackName(parts.group(1))) {
      return false;
    }
    int given = parts.group(2) == null ? 80 : Integer.parseInt(parts.group(2));
    return given == port.getAsInt();
  }

  private static boolean isLoopback(String origin) {
    try {
      URI uri = new URI(origin);
      String scheme = uri.getScheme();
      return ("http".equals(scheme) || "https".equals(scheme))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && isLoopbackName(uri.getHost());
    } catch (java.net.URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean isLoopbackName(String name) {
    return LOOPBACK.contains(name.toLowerCase(Locale.ROOT));
  }

  private static McpManagerException refused(String message) {
    return new McpManagerException(ErrorCode.ORIGIN_NOT_ALLOWED, message);
  }
}
