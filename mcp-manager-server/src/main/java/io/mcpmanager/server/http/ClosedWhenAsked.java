package io.mcpmanager.server.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Closes a connection after the answer when the client asked for that, or the answer says so. The web server (4.3.1) says that it will, but
 * waits for further requests until the connection has been idle for long.
 */
final class ClosedWhenAsked implements Filter {

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    chain.proceed();
    boolean asked = request.headers().contains(HeaderValues.CONNECTION_CLOSE)
        || response.headers().contains(HeaderValues.CONNECTION_CLOSE);
    if (asked && response.isSent()) {
      throw new CloseConnectionException("asked for by the client or by the answer");
    }
  }
}
