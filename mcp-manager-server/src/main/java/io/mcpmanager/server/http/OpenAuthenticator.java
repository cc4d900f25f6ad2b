package io.mcpmanager.server.http;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;

/** Asks nobody who they are. */
enum OpenAuthenticator implements Authenticator {
  INSTANCE;

  private static final Principal ANYBODY = new Principal("anonymous", Principal.Kind.ANONYMOUS);

  @Override
  public Caller admit(RequestHead head) {
    return Caller.of(new CallContext(
        ANYBODY, CallContext.DEFAULT_TENANT, head.requestId(), Grants.ALL, head.address()));
  }
}
