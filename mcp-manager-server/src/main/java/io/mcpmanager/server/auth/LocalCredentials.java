package io.mcpmanager.server.auth;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.server.http.RequestHead;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Knows the local key once there is one: it is written when the port is known. */
public final class LocalCredentials implements CredentialAuthenticator.LocalCredential {

  static final String CREDENTIAL = "local-key";

  private static final HeaderName FORWARDED = HeaderNames.create("X-Forwarded-For");
  private static final Identity LOCAL = new Identity(
      new Principal("local", Principal.Kind.CLIENT),
      "Command line of this machine",
      List.of(new Identity.Membership(CallContext.DEFAULT_TENANT, Grants.ALL)),
      CREDENTIAL,
      "unlimited",
      Optional.empty());

  private final AtomicReference<@Nullable LocalKey> key = new AtomicReference<>();

  /** This is the key from now on. */
  public void set(LocalKey newKey) {
    key.set(newKey);
  }

  @Override
  public Optional<Identity> identify(String token, RequestHead head) {
    LocalKey present = key.get();
    return present != null
            && token.startsWith(LocalKey.PREFIX)
            && present.matches(token)
            && !head.headers().contains(FORWARDED)
            && isLoopback(head.address())
        ? Optional.of(LOCAL)
        : Optional.empty();
  }

  private static boolean isLoopback(String address) {
    try {
      // written in digits, so nobody is asked
      return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException none) {
      return false;
    }
  }
}
