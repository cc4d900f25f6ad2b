package io.mcpmanager.server.auth.oauth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.auth.CredentialAuthenticator;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.RequestHead;
import io.mcpmanager.server.mcp.ScopeChallenges;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients of the MCP endpoints where they get tokens for them: in documents (RFC 9728), and in the answer to a
 * request that has none, or one that allows too little.
 */
final class ProtectedResource
    implements HttpFeature, CredentialAuthenticator.Challenges, ScopeChallenges {

  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String CONNECT = "proxy:execute";
  private static final String USE = "tools:execute";

  private final Endpoints endpoints;
  private final @Nullable Provider provider;

  /**
   * The MCP endpoints as resources.
   *
   * @param provider who issues tokens for them, or null if nobody but the manager does
   */
  ProtectedResource(Endpoints endpoints, @Nullable Provider provider) {
    this.endpoints = endpoints;
    this.provider = provider;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get(WELL_KNOWN, (request, response) -> describe("/mcp", request, response));
    routes.get(
        WELL_KNOWN + "/{+path}",
        (request, response) ->
            describe(request.path().rawPath().substring(WELL_KNOWN.length()), request, response));
  }

  @Override
  public Set<String> publicPaths() {
    return Set.of("GET " + WELL_KNOWN, "GET " + WELL_KNOWN + "/*");
  }

  private void describe(String path, ServerRequest request, ServerResponse response) {
    Provider issuing = provider;
    Optional<String> resource = Endpoints.resource(path);
    if (issuing == null || resource.isEmpty() || !resource.get().equals(path)) {
      throw new McpManagerException(
          ErrorCode.ROUTE_NOT_FOUND, "there is no resource that a provider issues tokens for");
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("resource", endpoints.base(request.headers()) + path);
    document.putArray("authorization_servers").add(issuing.issuer());
    var scopes = document.putArray("scopes_supported");
    scopes.add(CONNECT).add(USE);
    document.putArray("bearer_methods_supported").add("header");
    document.put("resource_name", "MCP Manager");
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .header(HeaderNames.CACHE_CONTROL, "max-age=300")
        .send(document.toString());
  }

  /** What clients without a token, or with a wrong one, are told. */
  @Override
  public Map<String, String> of(RequestHead head, boolean presented) {
    Optional<String> resource = Endpoints.resource(head.path());
    String error = presented ? " error=\"invalid_token\"" : "";
    if (provider == null || resource.isEmpty()) {
      return Map.of(CHALLENGE, "Bearer" + error);
    }
    return Map.of(
        CHALLENGE,
        "Bearer" + (presented ? error + "," : "")
            + about(resource.get(), head.headers(), List.of()));
  }

  /** What clients are told whose token allows too little: everything that the operation needs, at once. */
  @Override
  public Map<String, String> insufficient(String path, Headers headers, String scope) {
    Optional<String> resource = Endpoints.resource(path);
    if (provider == null || resource.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        CHALLENGE,
        "Bearer error=\"insufficient_scope\","
            + about(resource.get(), headers, List.of(scope))
            + ", error_description=\"the token allows too little for this\"");
  }

  private String about(String resource, Headers headers, List<String> needed) {
    var scopes = new LinkedHashSet<String>();
    scopes.add(CONNECT);
    Stream.concat(
            needed.stream(), Endpoints.server(resource).map(server -> USE + ":" + server).stream())
        .filter(scope -> !scope.equals(CONNECT))
        .map(this::known)
        .forEach(scopes::add);
    if (scopes.size() == 1) {
      scopes.add(USE);
    }
    return " resource_metadata=\"" + endpoints.base(headers) + WELL_KNOWN + resource
        + "\", scope=\"" + String.join(" ", scopes) + "\"";
  }

  /** The narrowest scope that the provider knows and that allows what is needed; else that for everything. */
  private String known(String needed) {
    Set<String> offered = offered();
    String scope = needed;
    while (scope.indexOf(':') != scope.lastIndexOf(':') && !offered.contains(scope)) {
      scope = scope.substring(0, Math.max(scope.lastIndexOf('/'), scope.lastIndexOf(':')));
    }
    return scope;
  }

  private Set<String> offered() {
    return Optional.ofNullable(provider)
        .flatMap(Provider::present)
        .map(known -> known.metadata().getScopes())
        .map(scopes -> Set.copyOf(scopes.toStringList()))
        .orElse(Set.of());
  }
}
