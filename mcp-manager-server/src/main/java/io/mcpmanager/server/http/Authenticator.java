package io.mcpmanager.server.http;

/** Decides who gets in: every request and every WebSocket passes here, once its host and origin are known to be allowed. */
public interface Authenticator {

  /**
   * Finds out on whose behalf a request is made.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if it may not be made
   */
  Caller admit(RequestHead head);

  /** Lets everybody do everything. */
  static Authenticator open() {
    return OpenAuthenticator.INSTANCE;
  }
}
