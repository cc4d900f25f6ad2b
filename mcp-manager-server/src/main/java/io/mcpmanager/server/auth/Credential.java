package io.mcpmanager.server.auth;

import io.mcpmanager.api.access.Authentication.SignedIn;
import io.mcpmanager.api.access.Identity;
import java.util.Optional;

/**
 * What a request presented, and whose it is.
 *
 * @param identity whose it is
 * @param session the session, if it was a session's cookie
 * @param sessionToken the session's secret, or empty
 */
record Credential(Identity identity, Optional<SignedIn> session, String sessionToken) {

  static Credential ofBearer(Identity identity) {
    return new Credential(identity, Optional.empty(), "");
  }

  static Credential ofSession(SignedIn signedIn, String token) {
    return new Credential(signedIn.identity(), Optional.of(signedIn), token);
  }

  @Override
  public String toString() {
    return "Credential[" + identity.credential() + "]";
  }
}
