package io.mcpmanager.server.auth;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.Caller;
import io.mcpmanager.server.http.RequestHead;
import io.mcpmanager.server.http.RequestRefusedException;
import io.mcpmanager.spi.ManagerClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who presents something valid: a key or token as bearer, or a session's cookie from a page of the manager's own.
 * What changes something with a cookie has to prove by a token that the page meant it. Nothing in a URL counts.
 */
public final class CredentialAuthenticator implements Authenticator, AutoCloseable {

  private static final HeaderName TENANT = HeaderNames.create("X-Tenant-ID");
  private static final HeaderName CSRF = HeaderNames.create("X-CSRF-Token");
  private static final String BEARER = "bearer ";
  /** How credentials of identity providers are called. */
  private static final String OF_PROVIDER = "oauth:";

  private static final int LONGEST_TOKEN = 8192;
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String SIGN_IN = "/sign-in";
  private static final Principal NOBODY = new Principal("anonymous", Principal.Kind.ANONYMOUS);

  private final Authentication authentication;
  private final SessionCookies cookies;
  private final RateLimits limits;
  private final LocalCredential local;
  private final Challenges challenges;
  private final OpenCallers callers;
  private final ManagerClock clock;

  /** Finds out whose a token is that only this machine may present; empty if it is none of those. */
  @FunctionalInterface
  public interface LocalCredential {

    Optional<Identity> identify(String token, RequestHead head);
  }

  /** What an answer says to who has to present something, or something better. */
  @FunctionalInterface
  public interface Challenges {

    /**
     * Headers of the answer.
     *
     * @param presented whether something was presented, which is not valid
     */
    Map<String, String> of(RequestHead head, boolean presented);
  }

  /** Lets in by what the manager says about credentials. */
  public CredentialAuthenticator(
      Authentication authentication,
      SessionCookies cookies,
      RateLimits limits,
      LocalCredential local,
      Challenges challenges,
      ManagerClock clock) {
    this.authentication = authentication;
    this.cookies = cookies;
    this.limits = limits;
    this.local = local;
    this.challenges = challenges;
    this.callers = new OpenCallers(clock);
    this.clock = clock;
  }

  @Override
  public Caller admit(RequestHead head) {
    limits.look(head.address()).filter(state -> !state.allowed()).ifPresent(state -> {
      throw LimitAnswers.refused(state);
    });
    Optional<Credential> credential;
    try {
      credential = present(head);
    } catch (McpManagerException refused) {
      if (refused.code() != ErrorCode.UNAUTHENTICATED || !head.isPublic()) {
        count(head);
        throw refused.code() == ErrorCode.UNAUTHENTICATED
            ? challenged(head, refused, true)
            : refused;
      }
      credential = Optional.empty();
    }
    if (credential.isPresent()) {
      return known(head, credential.get());
    }
    count(head);
    if (!head.isPublic()) {
      throw challenged(
          head,
          new McpManagerException(
              ErrorCode.UNAUTHENTICATED, "sign in, or present a key or token, to do this"),
          false);
    }
    return Caller.of(new CallContext(
        NOBODY, CallContext.DEFAULT_TENANT, head.requestId(), Grants.NONE, head.address()));
  }

  /** Somebody's rights have changed: who is here is looked at again. */
  public void changed() {
    callers.changed();
  }

  private void count(RequestHead head) {
    limits.countAddress(head.address()).filter(state -> !state.allowed()).ifPresent(state -> {
      throw LimitAnswers.refused(state);
    });
  }

  private Optional<Credential> present(RequestHead head) {
    if (head.headers().contains(HeaderNames.AUTHORIZATION)) {
      String token = bearer(head.headers());
      return Optional.of(Credential.ofBearer(local
          .identify(token, head)
          .orElseGet(() -> authentication.bearer(token, head.address()))));
    }
    Optional<String> token = cookies.read(head.headers(), head.secure());
    if (token.isEmpty()) {
      return Optional.empty();
    }
    checkOwnPage(head);
    Authentication.SignedIn session = authentication.session(token.get(), head.address());
    boolean changes = !head.webSocket() && !SAFE.contains(head.method());
    if (changes && !isMeant(head.headers(), session.csrfToken())) {
      if (head.isPublic()) {
        // such as signing in once more: it stands for nobody
        return Optional.empty();
      }
      throw new McpManagerException(
          ErrorCode.CSRF_TOKEN_MISSING,
          "requests of a signed-in page that change something need the header X-CSRF-Token");
    }
    return Optional.of(Credential.ofSession(session, session.renewed().orElse(token.get())));
  }

  private static String bearer(Headers headers) {
    Header header = headers.get(HeaderNames.AUTHORIZATION);
    String value = header.valueCount() == 1 ? header.get() : "";
    if (value.length() > LONGEST_TOKEN
        || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new McpManagerException(
          ErrorCode.UNAUTHENTICATED, "the Authorization header must be: Bearer and a key or token");
    }
    return value.substring(BEARER.length()).strip();
  }

  /** Browsers send cookies along whoever's page asks; pages of other ports of this machine count as the same site. */
  private static void checkOwnPage(RequestHead head) {
    Headers headers = head.headers();
    Optional<String> origin = headers.first(HeaderNames.ORIGIN);
    String host = headers.first(HeaderNames.HOST).orElse("");
    String scheme = head.secure() ? "https://" : "http://";
    boolean own =
        origin.isPresent() ? origin.get().equalsIgnoreCase(scheme + host) : !head.webSocket();
    if (!own) {
      throw new McpManagerException(
          ErrorCode.ORIGIN_NOT_ALLOWED, "a session is good for the manager's own pages only");
    }
  }

  private static boolean isMeant(Headers headers, String csrfToken) {
    return headers.contains(CSRF)
        && MessageDigest.isEqual(
            headers.get(CSRF).get().getBytes(StandardCharsets.UTF_8),
            csrfToken.getBytes(StandardCharsets.UTF_8));
  }

  private Caller known(RequestHead head, Credential credential) {
    Identity identity = credential.identity();
    var answer = new ArrayList<Header>();
    limits.count(identity.principal().id(), identity.tier()).ifPresent(state -> {
      if (!state.allowed()) {
        throw LimitAnswers.refused(state);
      }
      answer.addAll(LimitAnswers.headers(state));
    });
    Optional<String> tenant = head.headers().first(TENANT);
    CallContext context = identity
        .context(tenant, head.requestId(), head.address())
        .orElseThrow(() -> new McpManagerException(
            ErrorCode.ACCESS_DENIED, "you do not belong to the tenant that X-Tenant-ID names"));
    credential
        .session()
        .flatMap(Authentication.SignedIn::renewed)
        .ifPresent(token -> answer.add(cookies.set(token, head.secure())));
    var caller = new KnownCaller(
        context, credential, answer, presented(credential, context), callers::remove);
    callers.add(caller);
    return caller;
  }

  private KnownCaller.Presented presented(Credential credential, CallContext context) {
    Identity identity = credential.identity();
    Optional<Instant> end = identity.expiresAt();
    return identity.credential().startsWith(OF_PROVIDER) && end.isPresent()
        ? new UntilItExpires(identity.credential(), end.get(), clock)
        : new StillHeld(authentication, identity.credential(), context.tenant(), context.grants());
  }

  private McpManagerException challenged(
      RequestHead head, McpManagerException refused, boolean presented) {
    if (isPage(head)) {
      return new RequestRefusedException(
          303,
          refused.code(),
          String.valueOf(refused.getMessage()),
          Map.of(
              "Location",
              signIn(head.query().isEmpty() ? head.path() : head.path() + "?" + head.query())));
    }
    return new RequestRefusedException(
        401, refused.code(), String.valueOf(refused.getMessage()), challenges.of(head, presented));
  }

  /** Whether a person asks for a page, who is better led to where they can sign in. */
  private static boolean isPage(RequestHead head) {
    return head.method().equals("GET")
        && !head.webSocket()
        && !(head.path().startsWith("/api/v1") || head.path().startsWith("/mcp"))
        && head.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/html");
  }

  /** Where somebody signs in who wanted to go somewhere. */
  private static String signIn(String wanted) {
    return wanted.equals("/")
        ? SIGN_IN
        : SIGN_IN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    callers.close();
  }
}
