package io.mcpmanager.server.auth;

import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Grants;

/**
 * Whether somebody still holds a credential that allows in a tenant what it did.
 *
 * @param authentication who knows
 * @param credential which one; no secret
 * @param tenant the tenant
 * @param grants what it allowed
 */
record StillHeld(Authentication authentication, String credential, String tenant, Grants grants)
    implements KnownCaller.Presented {

  @Override
  public boolean holds() {
    if (credential.equals(LocalCredentials.CREDENTIAL)) {
      return true;
    }
    return authentication.holder(credential).stream()
        .flatMap(identity -> identity.memberships().stream())
        .anyMatch(one -> one.tenant().equals(tenant) && one.grants().equals(grants));
  }
}
