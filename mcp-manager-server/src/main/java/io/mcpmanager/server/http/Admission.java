package io.mcpmanager.server.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Lets an {@link Authenticator} see every request, and handlers the caller. */
final class Admission implements Filter {

  private final Authenticator authenticator;
  private final RequestHeads heads;
  private final CurrentConnection connection;

  Admission(Authenticator authenticator, RequestHeads heads, CurrentConnection connection) {
    this.authenticator = authenticator;
    this.heads = heads;
    this.connection = connection;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    RequestHead head =
        heads.ofRequest(request.prologue(), request.headers(), RequestIds.of(request));
    try (Caller caller = authenticator.admit(head)) {
      caller.answerHeaders().forEach(response::header);
      caller.onEnd(connection.cut());
      request.context().register(Caller.class, caller);
      request.context().register(RequestHead.class, head);
      chain.proceed();
    }
  }
}
