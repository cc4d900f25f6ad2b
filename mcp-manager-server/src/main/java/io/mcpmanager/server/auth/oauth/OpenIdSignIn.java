package io.mcpmanager.server.auth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Authentication.ExternalIdentity;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.server.auth.KnownCaller;
import io.mcpmanager.server.auth.SessionCookies;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.HttpFeature;
import io.mcpmanager.server.http.RequestHead;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs people in with an OpenID provider. The browser that comes back has to be the one that was sent, with the state it
 * was sent with, once; the code has to be for us, and the ID token for this very sign-in. Whatever fails leads to the
 * sign-in page, which says no more than that.
 */
final class OpenIdSignIn implements HttpFeature {

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdSignIn.class);
  private static final String BASE = "/api/v1/auth/oidc";
  static final String START = BASE + "/start";
  private static final String CALLBACK = BASE + "/callback";
  private static final String COOKIE = "mcp-oidc";
  private static final String FAILED = "/sign-in?failed=provider";
  private static final int SECRET_BYTES = 32;
  private static final int LONGEST_QUERY = 8192;

  /** A page of ours, written plainly: nothing that any browser takes for another host. */
  private static final Pattern OWN_PAGE =
      Pattern.compile("(?=.{1,500})(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(\\?[A-Za-z0-9._~=&%-]*)?");

  private final Authentication authentication;
  private final OpenIdProvider provider;
  private final Endpoints endpoints;
  private final SessionCookies cookies;
  private final ManagerConfig.OpenId config;
  private final SignInAttempts attempts;
  private final ManagerClock clock;

  OpenIdSignIn(
      Authentication authentication,
      OpenIdProvider provider,
      Endpoints endpoints,
      SessionCookies cookies,
      ManagerConfig.OpenId config,
      ManagerClock clock) {
    this.authentication = authentication;
    this.provider = provider;
    this.endpoints = endpoints;
    this.cookies = cookies;
    this.config = config;
    this.attempts = new SignInAttempts(clock);
    this.clock = clock;
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get(START, this::start).get(CALLBACK, this::callback);
  }

  @Override
  public Set<String> publicPaths() {
    return Set.of("GET " + START, "GET " + CALLBACK);
  }

  private void start(ServerRequest request, ServerResponse response) {
    String target =
        request.query().first("page").filter(OpenIdSignIn::isOwnPage).orElse("/");
    var state = new State(SECRET_BYTES);
    String browser = new State(SECRET_BYTES).getValue();
    var attempt = new SignInAttempts.Attempt(
        new Nonce(SECRET_BYTES),
        new CodeVerifier(),
        browser,
        endpoints.base(request.headers()) + CALLBACK,
        target,
        clock.nanoTime());
    URI there;
    try {
      there = provider.authorization(state, attempt);
    } catch (IOException e) {
      failed(response, "the identity provider can't be reached", e);
      return;
    }
    attempts.begin(state.getValue(), attempt);
    response
        .header(cookie(request, browser, ""))
        .header(HeaderNames.LOCATION, there.toString())
        .status(Status.SEE_OTHER_303)
        .send();
  }

  private void callback(ServerRequest request, ServerResponse response) {
    try {
      String query = request.query().rawValue();
      if (query.length() > LONGEST_QUERY) {
        throw new IOException("the answer is too long");
      }
      AuthorizationResponse answer = AuthorizationResponse.parse(
          URI.create(endpoints.base(request.headers()) + CALLBACK + "?" + query));
      SignInAttempts.Attempt attempt = Optional.ofNullable(answer.getState())
          .flatMap(state -> attempts.take(state.getValue()))
          .orElseThrow(() -> new IOException("nobody waits for this answer"));
      checkBrowser(request.headers(), attempt);
      if (!provider.isItself(answer.getIssuer())) {
        throw new IOException("the answer is of another provider");
      }
      if (!answer.indicatesSuccess()) {
        throw new IOException(
            "the provider refused: " + answer.toErrorResponse().getErrorObject().getCode());
      }
      IDTokenClaimsSet claims =
          provider.redeem(answer.toSuccessResponse().getAuthorizationCode(), attempt);
      enter(request, response, claims, attempt.target());
    } catch (IOException | ParseException | IllegalArgumentException e) {
      failed(response, "signing in with the identity provider failed", e);
    } catch (McpManagerException e) {
      failed(response, "who signed in with the identity provider may not come in", e);
    }
  }

  private void enter(
      ServerRequest request, ServerResponse response, IDTokenClaimsSet claims, String target)
      throws IOException {
    Set<String> roles = roles(claims);
    if (roles.isEmpty()) {
      throw new IOException("no role for any of the person's groups");
    }
    RequestHead head = CallContexts.head(request);
    // whoever was signed in here before is not any more: nobody's session can be slipped to
    // somebody else
    if (CallContexts.caller(request) instanceof KnownCaller known
        && known.session().isPresent()) {
      authentication.signOut(known.sessionToken());
    }
    boolean verified = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
    var signIn = authentication.signInAs(
        new ExternalIdentity(
            provider.issuer(),
            claims.getSubject().getValue(),
            name(claims),
            verified ? orEmpty(claims.getStringClaim("email")) : "",
            roles),
        head.address());
    response.headers().add(cookies.set(signIn.sessionToken(), head.secure()));
    response.headers().add(cookie(request, "", "; Max-Age=0"));
    response
        .header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"))
        // a page of ours leads on, as browsers keep the session's cookie from what another site's
        // answer leads to
        .send("<!doctype html><html lang=\"en\"><meta http-equiv=\"refresh\" content=\"0;url="
            + target.replace("&", "&amp;") + "\"><title>Signed in</title><p><a href=\""
            + target.replace("&", "&amp;") + "\">Signed in</a>");
  }

  private static void checkBrowser(Headers headers, SignInAttempts.Attempt attempt)
      throws IOException {
    String given = headers.contains(HeaderNames.COOKIE)
        ? headers.get(HeaderNames.COOKIE).allValues().stream()
            .flatMap(line -> List.of(line.split(";", -1)).stream())
            .map(String::strip)
            .filter(one -> one.startsWith(COOKIE + "="))
            .map(one -> one.substring(COOKIE.length() + 1))
            .findFirst()
            .orElse("")
        : "";
    if (!MessageDigest.isEqual(given.getBytes(UTF_8), attempt.browser().getBytes(UTF_8))) {
      throw new IOException("another browser began this");
    }
  }

  private Set<String> roles(IDTokenClaimsSet claims) {
    var roles = new HashSet<>(config.defaultRoles());
    if (claims.getClaim(config.groupsClaim()) instanceof Collection<?> groups) {
      for (String pair : config.roles()) {
        int at = pair.lastIndexOf('=');
        if (groups.contains(pair.substring(0, at))) {
          roles.add(pair.substring(at + 1));
        }
      }
    }
    return roles;
  }

  private static String name(IDTokenClaimsSet claims) {
    for (String claim : List.of("preferred_username", "name")) {
      String name = claims.getStringClaim(claim);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    return claims.getSubject().getValue();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static boolean isOwnPage(String page) {
    return page.startsWith("/") && OWN_PAGE.matcher(page).matches();
  }

  /** Sent along when the provider leads the browser back, which another site's link does too: the state is checked. */
  private static Header cookie(ServerRequest request, String value, String more) {
    return HeaderValues.create(
        HeaderNames.SET_COOKIE,
        COOKIE + "=" + value + "; Path=" + BASE + "; HttpOnly; SameSite=Lax" + more
            + (CallContexts.head(request).secure() ? "; Secure" : ""));
  }

  private static void failed(ServerResponse response, String what, Exception reason) {
    LOG.atInfo()
        .addKeyValue("reason", reason.getMessage())
        .setCause(reason.getCause())
        .log(what);
    response.header(HeaderNames.LOCATION, FAILED).status(Status.SEE_OTHER_303).send();
  }
}
