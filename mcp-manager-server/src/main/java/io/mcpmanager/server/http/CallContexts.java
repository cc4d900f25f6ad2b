package io.mcpmanager.server.http;

import io.helidon.webserver.http.ServerRequest;
import io.mcpmanager.api.access.CallContext;

/** On whose behalf a request acts: the one place where an authenticated principal will come from. */
public final class CallContexts {

  /** The context of a request; its correlation id is the request's id. */
  public static CallContext of(ServerRequest request) {
    return CallContext.system(RequestIds.of(request));
  }

  /** The context of something that is no single request, such as a WebSocket connection. */
  public static CallContext ofConnection() {
    return CallContext.system(RequestIds.next());
  }

  private CallContexts() {}
}
