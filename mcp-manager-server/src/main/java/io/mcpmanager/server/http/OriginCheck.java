package io.mcpmanager.server.http;

import io.helidon.http.HeaderName;
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
import java.util.stream.Collectors;

/**
 * Lets only requests pass that name the manager as it is called and, if they come from a web page, a page of this
 * machine, of the manager itself or one that is allowed as their origin. A page of another site can thus neither reach
 * the manager directly nor through a name that it lets point to it (DNS rebinding).
 */
final class OriginCheck implements Filter {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final IntSupplier port;
  private final Reach reach;
  private final Set<String> hosts;
  private final Set<String> origins;

  /** Checks by what is said to be allowed, and by the port that the server listens at. */
  OriginCheck(IntSupplier port, Reach reach) {
    this.port = port;
    this.reach = reach;
    this.hosts = lower(reach.hosts());
    this.origins = lower(reach.origins());
  }

  private static Set<String> lower(Set<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    check(request.headers());
    chain.proceed();
  }

  /** Throws {@link ErrorCode#ORIGIN_NOT_ALLOWED} unless host and origin are allowed. */
  void check(Headers headers) {
    String host = only(headers, HeaderNames.HOST).toLowerCase(Locale.ROOT);
    if (!isOurs(host)) {
      throw refused("the Host header must name localhost, 127.0.0.1 or [::1] and port "
          + port.getAsInt() + (hosts.isEmpty() ? "" : ", or one of http.allowed-hosts"));
    }
    if (headers.contains(HeaderNames.ORIGIN)) {
      String origin = only(headers, HeaderNames.ORIGIN).toLowerCase(Locale.ROOT);
      if (!isLoopback(origin) && !isOwn(origin, host) && !origins.contains(origin)) {
        throw refused("the Origin of a request must be a page of this machine"
            + (reach.equals(Reach.LOOPBACK) ? "" : " or one of http.allowed-origins"));
      }
    }
  }

  private static String only(Headers headers, HeaderName name) {
    if (!headers.contains(name)) {
      return "";
    }
    if (headers.get(name).valueCount() != 1) {
      throw refused("there must be one " + name.defaultCase() + " header");
    }
    return headers.get(name).get();
  }

  private boolean isOurs(String host) {
    Matcher parts = AUTHORITY.matcher(host);
    if (!parts.matches()) {
      return false;
    }
    if (hosts.contains(host)) {
      return true;
    }
    int given = parts.group(2) == null ? standardPort() : Integer.parseInt(parts.group(2));
    if (given == port.getAsInt() && LOOPBACK.contains(parts.group(1))) {
      return true;
    }
    // a proxy listens at a port of its own
    return hosts.contains(parts.group(1)) && (given == port.getAsInt() || reach.behindProxy());
  }

  private int standardPort() {
    return reach.tls() == null ? HTTP : HTTPS;
  }

  /** Whether a page of the manager itself asks. */
  static boolean isOwn(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static boolean isLoopback(String origin) {
    try {
      URI uri = new URI(origin);
      String scheme = uri.getScheme();
      return ("http".equals(scheme) || "https".equals(scheme))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && LOOPBACK.contains(uri.getHost());
    } catch (java.net.URISyntaxException malformed) {
      return false;
    }
  }

  private static McpManagerException refused(String message) {
    return new McpManagerException(ErrorCode.ORIGIN_NOT_ALLOWED, message);
  }
}
