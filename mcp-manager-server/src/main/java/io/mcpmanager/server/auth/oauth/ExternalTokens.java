package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.auth.CredentialAuthenticator;
import io.mcpmanager.server.http.RequestHead;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access tokens of an identity provider (RFC 9068), for the MCP endpoints only: the manager is their resource server. A
 * token is taken if the provider signed it, for this very endpoint, and it holds now. Its scopes are what it allows, as
 * far as they are about tools; whatever else it grants has no business at these endpoints. Thread-safe.
 */
final class ExternalTokens implements CredentialAuthenticator.LocalCredential {

  private static final Logger LOG = LoggerFactory.getLogger(ExternalTokens.class);
  private static final int SKEW_SECONDS = 30;
  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  /** What only ID tokens have: these say who somebody is, to somebody else, and let nobody in here. */
  private static final Set<String> OF_ID_TOKENS = Set.of("nonce", "at_hash", "c_hash", "s_hash");

  private final Provider provider;
  private final Endpoints endpoints;
  private final Set<String> audiences;
  private final ManagerClock clock;

  /**
   * Tokens of a provider.
   *
   * @param audiences by which the provider calls this manager beside the URIs of its endpoints
   */
  ExternalTokens(
      Provider provider, Endpoints endpoints, Set<String> audiences, ManagerClock clock) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.audiences = Set.copyOf(audiences);
    this.clock = clock;
  }

  @Override
  public Optional<Identity> identify(String token, RequestHead head) {
    Optional<String> path = Endpoints.resource(head.path());
    if (path.isEmpty()) {
      return Optional.empty();
    }
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
      if (!provider.issuer().equals(jwt.getJWTClaimsSet().getIssuer())) {
        return Optional.empty();
      }
    } catch (ParseException notOne) {
      return Optional.empty();
    }
    String resource = endpoints.base(head.headers()) + path.get();
    try {
      return Optional.of(identity(verified(jwt, resource)));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.atDebug()
          .setCause(e)
          .addKeyValue("resource", resource)
          .log("an access token of the identity provider does not hold");
      return Optional.empty(); // nobody else knows it either, and who refuses it writes that down
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("an access token could not be checked");
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED, "the identity provider can't be asked for its keys", e);
    }
  }

  private JWTClaimsSet verified(SignedJWT jwt, String resource)
      throws IOException, BadJOSEException, JOSEException {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(provider.known().keys());
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(ACCESS_TOKEN, JOSEObjectType.JWT, null));
    processor.setJWTClaimsSetVerifier(new Rules(resource));
    return processor.process(jwt, null);
  }

  /** What the claims have to be. */
  private final class Rules extends DefaultJWTClaimsVerifier<SecurityContext> {

    Rules(String resource) {
      super(
          Stream.concat(Stream.of(resource), audiences.stream()).collect(Collectors.toSet()),
          new JWTClaimsSet.Builder().issuer(provider.issuer()).build(),
          Set.of("sub", "exp"),
          OF_ID_TOKENS);
      setMaxClockSkew(SKEW_SECONDS);
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.now());
    }
  }

  private Identity identity(JWTClaimsSet claims) throws ParseException, BadJOSEException {
    String type = claims.getStringClaim("typ");
    if (type != null && (type.equals("ID") || type.equals("Refresh") || type.equals("Logout"))) {
      // a provider that does not tell its tokens apart in the header
      throw new BadJOSEException("a token of type " + type);
    }
    String subject = claims.getSubject();
    String client = Optional.ofNullable(claims.getStringClaim("client_id"))
        .or(() -> Optional.ofNullable(claims.getClaim("azp")).map(Object::toString))
        .orElse("");
    String id = "oauth:" + digest(provider.issuer() + " " + subject);
    Principal.Kind kind = subject.equals(client) ? Principal.Kind.CLIENT : Principal.Kind.USER;
    String name = Optional.ofNullable(claims.getStringClaim("preferred_username"))
        .or(() -> Optional.ofNullable(string(claims, "name")))
        .orElse(subject);
    return new Identity(
        new Principal(id, kind),
        name,
        List.of(new Identity.Membership(CallContext.DEFAULT_TENANT, grants(claims))),
        "oauth:"
            + digest(
                String.valueOf(claims.getJWTID()) + " " + id + " " + claims.getExpirationTime()),
        "",
        Optional.of(claims.getExpirationTime().toInstant()));
  }

  private static @Nullable String string(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : null;
  }

  private static Grants grants(JWTClaimsSet claims) {
    return Grants.of(Stream.of("scope", "scp")
        .flatMap(name -> words(claims.getClaim(name)))
        .flatMap(scope -> Permission.parse(scope).stream())
        .filter(ExternalTokens::isAboutTools)
        .collect(Collectors.toSet()));
  }

  private static Stream<String> words(@Nullable Object claim) {
    if (claim instanceof String text) {
      return Arrays.stream(text.split(" ", -1));
    }
    return claim instanceof Collection<?> many
        ? many.stream().map(String::valueOf)
        : Stream.empty();
  }

  private static boolean isAboutTools(Permission permission) {
    return (permission.area() == Area.TOOLS
            && (permission.action() == Action.READ || permission.action() == Action.EXECUTE))
        || (permission.area() == Area.PROXY && permission.action() == Action.EXECUTE);
  }

  private static String digest(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 15));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
