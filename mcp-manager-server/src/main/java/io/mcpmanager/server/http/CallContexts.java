package io.mcpmanager.server.http;

import io.helidon.webserver.http.ServerRequest;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/** On whose behalf a request acts. */
public final class CallContexts {

  /** The context of a request; its correlation id is the request's id. */
  public static CallContext of(ServerRequest request) {
    return caller(request).context();
  }

  /** Who was let in with a request. */
  public static Caller caller(ServerRequest request) {
    return request
        .context()
        .get(Caller.class, Caller.class)
        .orElseThrow(() ->
            new McpManagerException(ErrorCode.UNAUTHENTICATED, "nobody has let this request in"));
  }

  /** What is known of a request beside its body. */
  public static RequestHead head(ServerRequest request) {
    return request
        .context()
        .get(RequestHead.class, RequestHead.class)
        .orElseThrow(() ->
            new McpManagerException(ErrorCode.UNAUTHENTICATED, "nobody has let this request in"));
  }

  private CallContexts() {}
}
