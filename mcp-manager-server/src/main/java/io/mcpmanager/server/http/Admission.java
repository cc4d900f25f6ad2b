package io.mcpmanager.server.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Lets an {@link Authenticator} see every request, and handlers the caller. */
final class Admission implements Filter {

  private final Authenticator authenticator;
  private final CurrentConnection connection;
  private final PublicPaths publicPaths;

  Admission(Authenticator authenticator, CurrentConnection connection, PublicPaths publicPaths) {
    this.authenticator = authenticator;
    this.connection = connection;
    this.publicPaths = publicPaths;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String method = request.prologue().method().text();
    String path = request.path().rawPath();
    var head = new RequestHead(
        method,
        path,
        request.headers(),
        connection.address(),
        RequestIds.of(request),
        false,
        publicPaths.contains(method, path));
    try (Caller caller = authenticator.admit(head)) {
      caller.answerHeaders().forEach(response::header);
      request.context().register(Caller.class, caller);
      chain.proceed();
    }
  }
}
