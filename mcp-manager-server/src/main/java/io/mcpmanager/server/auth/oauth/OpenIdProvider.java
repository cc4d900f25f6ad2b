package io.mcpmanager.server.auth.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.mcpmanager.core.config.ManagerConfig;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks OpenID Connect with the provider that people sign in with: code flow with PKCE. Thread-safe. */
final class OpenIdProvider {

  private static final int SKEW_SECONDS = 60;

  private final Provider provider;
  private final ProviderClient client;
  private final ClientID id;
  private final @Nullable String secret;
  private final List<String> scopes;

  /**
   * The provider as a client of its that is configured.
   *
   * @param secret the client's secret, or null if it has none
   */
  OpenIdProvider(
      Provider provider,
      ProviderClient client,
      ManagerConfig.OpenId config,
      @Nullable String secret) {
    this.provider = provider;
    this.client = client;
    this.id = new ClientID(config.clientId());
    this.secret = secret;
    this.scopes = config.scopes();
  }

  String issuer() {
    return provider.issuer();
  }

  /** Where a browser goes to sign in. */
  URI authorization(State state, SignInAttempts.Attempt attempt) throws IOException {
    AuthorizationServerMetadata metadata = provider.known().metadata();
    URI endpoint = metadata.getAuthorizationEndpointURI();
    if (endpoint == null || !ProviderClient.isSecure(endpoint)) {
      throw new IOException("the identity provider names no https address to sign in at");
    }
    var scope = new Scope("openid");
    scopes.forEach(scope::add);
    return new AuthenticationRequest.Builder(
            ResponseType.CODE, scope, id, URI.create(attempt.redirect()))
        .endpointURI(endpoint)
        .state(state)
        .nonce(attempt.nonce())
        .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /** Whether an answer with this {@code iss} comes from this provider (RFC 9207); null if it has none. */
  boolean isItself(@Nullable Issuer issuer) throws IOException {
    return issuer == null
        ? !provider.known().metadata().supportsAuthorizationResponseIssuerParam()
        : issuer.getValue().equals(provider.issuer());
  }

  /**
   * Whom the provider vouches for.
   *
   * @throws IOException if it can't be asked, does not take the code, or its answer does not hold
   */
  IDTokenClaimsSet redeem(AuthorizationCode code, SignInAttempts.Attempt attempt)
      throws IOException {
    Provider.Known known = provider.known();
    try {
      var request = request(
              known.metadata(),
              new AuthorizationCodeGrant(code, URI.create(attempt.redirect()), attempt.verifier()))
          .toHTTPRequest();
      TokenResponse answer = OIDCTokenResponseParser.parse((HTTPResponse) client.send(request));
      if (!(answer instanceof OIDCTokenResponse tokens)) {
        throw new IOException("the identity provider does not take the code");
      }
      var validator = new IDTokenValidator(new Issuer(provider.issuer()), id, known.keys(), null);
      validator.setMaxClockSkew(SKEW_SECONDS);
      return forUs(validator.validate(tokens.getOIDCTokens().getIDToken(), attempt.nonce()));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw new IOException("the identity provider's answer does not hold", e);
    }
  }

  /** One of several audiences may be us although another party had the token issued. */
  private IDTokenClaimsSet forUs(IDTokenClaimsSet claims) throws IOException {
    AuthorizedParty party = claims.getAuthorizedParty();
    boolean ours =
        party == null ? claims.getAudience().size() == 1 : party.getValue().equals(id.getValue());
    if (!ours) {
      throw new IOException("the ID token was issued to another client");
    }
    return claims;
  }

  private TokenRequest request(AuthorizationServerMetadata metadata, AuthorizationCodeGrant grant)
      throws IOException {
    URI endpoint = metadata.getTokenEndpointURI();
    if (endpoint == null || !ProviderClient.isSecure(endpoint)) {
      throw new IOException("the identity provider names no https address for tokens");
    }
    String known = secret;
    if (known == null) {
      return new TokenRequest.Builder(endpoint, id, grant).build();
    }
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean post = methods != null
        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return new TokenRequest.Builder(
            endpoint,
            post
                ? new ClientSecretPost(id, new Secret(known))
                : new ClientSecretBasic(id, new Secret(known)),
            grant)
        .build();
  }
}
