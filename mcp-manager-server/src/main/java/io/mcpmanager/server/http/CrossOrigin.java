package io.mcpmanager.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets clients of MCP that run in a page of another origin use the MCP endpoints, and read where to get tokens for them;
 * nothing else. Their origin has been found to be allowed before. Cookies do not count there, so none are let through.
 */
final class CrossOrigin implements Filter {

  private static final HeaderName ALLOW_ORIGIN = HeaderNames.create("Access-Control-Allow-Origin");
  private static final HeaderName ALLOW_METHODS =
      HeaderNames.create("Access-Control-Allow-Methods");
  private static final HeaderName ALLOW_HEADERS =
      HeaderNames.create("Access-Control-Allow-Headers");
  private static final HeaderName EXPOSE_HEADERS =
      HeaderNames.create("Access-Control-Expose-Headers");
  private static final HeaderName MAX_AGE = HeaderNames.create("Access-Control-Max-Age");
  private static final HeaderName ASKED_METHOD =
      HeaderNames.create("Access-Control-Request-Method");
  private static final HeaderName ASKED_HEADERS =
      HeaderNames.create("Access-Control-Request-Headers");
  private static final HeaderName RESOURCE_POLICY =
      HeaderNames.create("Cross-Origin-Resource-Policy");

  private static final String METHODS = "GET, POST, DELETE";
  private static final Set<String> HEADERS = Set.of(
      "accept",
      "authorization",
      "content-type",
      "last-event-id",
      "mcp-method",
      "mcp-name",
      "mcp-protocol-version",
      "mcp-session-id",
      "x-tenant-id");
  private static final String PARAMETERS = "mcp-param-";
  private static final int MOST_HEADERS = 100;

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Headers headers = request.headers();
    if (!headers.contains(HeaderNames.ORIGIN) || !isForOthers(request.path().rawPath())) {
      chain.proceed();
      return;
    }
    response.header(ALLOW_ORIGIN, headers.get(HeaderNames.ORIGIN).get());
    response.header(HeaderNames.VARY, "Origin");
    response.header(RESOURCE_POLICY, "cross-origin");
    boolean preflight =
        request.prologue().method().text().equals("OPTIONS") && headers.contains(ASKED_METHOD);
    if (!preflight) {
      response.header(EXPOSE_HEADERS, "Mcp-Session-Id, WWW-Authenticate, Retry-After");
      chain.proceed();
      return;
    }
    response.header(ALLOW_METHODS, METHODS);
    String allowed = allowed(headers);
    if (!allowed.isEmpty()) {
      response.header(ALLOW_HEADERS, allowed);
    }
    response.header(MAX_AGE, "600");
    response.status(Status.NO_CONTENT_204).send();
  }

  private static boolean isForOthers(String path) {
    return path.equals("/mcp")
        || path.startsWith("/mcp/")
        || path.startsWith("/.well-known/oauth-protected-resource");
  }

  /** Those of the headers asked for that clients of MCP need. */
  private static String allowed(Headers headers) {
    return headers.contains(ASKED_HEADERS)
        ? Arrays.stream(
                headers.get(ASKED_HEADERS).get().toLowerCase(Locale.ROOT).split(",", -1))
            .limit(MOST_HEADERS)
            .map(String::strip)
            .filter(name -> HEADERS.contains(name)
                || (name.startsWith(PARAMETERS) && name.matches("[a-z0-9_-]{1,128}")))
            .collect(Collectors.joining(", "))
        : "";
  }
}
