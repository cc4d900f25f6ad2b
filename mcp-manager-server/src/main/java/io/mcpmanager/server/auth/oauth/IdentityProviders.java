package io.mcpmanager.server.auth.oauth;

import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.server.auth.CredentialAuthenticator;
import io.mcpmanager.server.auth.SessionCookies;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.mcp.ScopeChallenges;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the identity providers that are configured, if any, bring to the server. */
public final class IdentityProviders implements AutoCloseable {

  private static final int LONGEST_SECRET = 4096;

  private final ManagerConfig.Providers config;
  private final ProviderClient client;
  private final ManagerClock clock;
  private final Endpoints endpoints;
  private final @Nullable Provider issuer;
  private final ProtectedResource resource;

  /**
   * The providers that are configured. None is asked for anything before it is needed.
   *
   * @param secure whether clients reach the manager over HTTPS
   */
  public IdentityProviders(
      ManagerConfig.Providers config,
      ManagerConfig.Network network,
      boolean secure,
      ManagerClock clock) {
    this.config = config;
    this.clock = clock;
    this.client = new ProviderClient(
        new Destinations(network.privateAddresses(), hosts(config, network.allowedHosts())));
    this.endpoints = new Endpoints(config.publicUrl(), secure);
    URI tokens = config.tokenIssuer();
    this.issuer = tokens == null ? null : new Provider(tokens, client, clock);
    this.resource = new ProtectedResource(endpoints, issuer);
  }

  /** Who configures a provider wants it to be reached, wherever it is. */
  private static Set<String> hosts(ManagerConfig.Providers config, Set<String> allowed) {
    var hosts = new HashSet<>(allowed);
    URI tokens = config.tokenIssuer();
    if (tokens != null) {
      hosts.add(tokens.getHost());
    }
    ManagerConfig.OpenId openId = config.openId();
    if (openId != null) {
      hosts.add(openId.issuer().getHost());
    }
    return hosts;
  }

  /** Takes tokens of the provider; asked before the manager's own. */
  public CredentialAuthenticator.LocalCredential tokens() {
    Provider provider = issuer;
    return provider == null
        ? (token, head) -> Optional.empty()
        : new ExternalTokens(provider, endpoints, Set.copyOf(config.tokenAudiences()), clock);
  }

  /** What answers say to who has no credential that is valid. */
  public CredentialAuthenticator.Challenges challenges() {
    return resource;
  }

  /** What answers say to who has one that allows too little. */
  public ScopeChallenges scopeChallenges() {
    return resource;
  }

  /**
   * A way of signing in.
   *
   * @param name of the provider, for people
   * @param path where signing in with it begins
   */
  public record SignInWay(String name, String path) {}

  /** The ways of signing in that providers bring. */
  public List<SignInWay> signIn() {
    ManagerConfig.OpenId openId = config.openId();
    return openId == null
        ? List.of()
        : List.of(new SignInWay(openId.issuer().getHost(), OpenIdSignIn.START));
  }

  /**
   * What is served.
   *
   * @throws McpManagerException if the secret of the manager at the provider can't be read
   */
  public List<HttpFeature> features(Authentication authentication, SessionCookies cookies) {
    var features = new ArrayList<HttpFeature>();
    features.add(resource);
    ManagerConfig.OpenId openId = config.openId();
    if (openId != null) {
      var provider = new OpenIdProvider(
          new Provider(openId.issuer(), client, clock),
          client,
          openId,
          secret(openId.secretFile()));
      features.add(new OpenIdSignIn(authentication, provider, endpoints, cookies, openId, clock));
    }
    return features;
  }

  private static @Nullable String secret(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try {
      String secret =
          Files.size(file) > LONGEST_SECRET ? "" : Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new McpManagerException(
            ErrorCode.VALIDATION_FAILED,
            "auth.oidc.client-secret-file must hold the secret and nothing else");
      }
      return secret;
    } catch (IOException unreadable) {
      throw new McpManagerException(
          ErrorCode.VALIDATION_FAILED, "auth.oidc.client-secret-file can't be read", unreadable);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
